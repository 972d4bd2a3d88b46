import { decodeValueAt } from '../../bson/decode.ts';
import { BSON_TYPE } from '../../bson/element-types.ts';
import { Double, ObjectId, type Value } from '../../bson/values.ts';
import type { Collation } from '../../collation/collation.ts';
import { compareValues } from '../../bson/compare.ts';
import { MISSING, type RawTest } from './raw-test.ts';

/** Compares a value of the operand's own kind; NaN where there is no order, undefined where only decoding tells. */
type RawOrder = (document: Buffer, type: number, at: number) => number | undefined;

interface Comparison {
  readonly order: RawOrder;
  /** The types of the operand's bracket whose values may have to be decoded. */
  readonly decoded: readonly number[];
}

/** Equality with a value, on bytes; undefined for operands that are worth no such test. */
export function rawEquality(operand: Value, collation: Collation | undefined): RawTest | undefined {
  if (operand === null)
    return (_document, type) => type === MISSING || type === BSON_TYPE.null || type === BSON_TYPE.undefined;
  return rawOrder(operand, (order) => order === 0, collation);
}

/** An order within the operand's bracket of types, on bytes. NaN fits nothing. */
export function rawOrder(
  operand: Value,
  fits: (comparison: number) => boolean,
  collation: Collation | undefined,
): RawTest | undefined {
  const comparison = comparisonWith(operand, collation);
  if (comparison === undefined) return undefined;
  const { order, decoded } = comparison;
  return (document, type, at) => {
    const found = order(document, type, at);
    if (found !== undefined) return fits(found);
    if (!decoded.includes(type)) return false;
    const value = decodeValueAt(document, type, at);
    return !isNaNDecimal(type, document, at) && fits(compareValues(value, operand));
  };
}

/** The last byte of a Decimal128 that is no number: 5 bits of ones behind the sign. */
const NAN_BITS = 0x7c;

function isNaNDecimal(type: number, document: Buffer, at: number): boolean {
  return type === BSON_TYPE.decimal128 && ((document[at + 15] ?? 0) & NAN_BITS) === NAN_BITS;
}

function comparisonWith(operand: Value, collation: Collation | undefined): Comparison | undefined {
  const number = plainNumber(operand);
  if (number !== undefined)
    return { order: numberOrder(number), decoded: [BSON_TYPE.int64, BSON_TYPE.decimal128] };
  if (typeof operand === 'string')
    return collation === undefined
      ? { order: textOrder(Buffer.from(operand, 'utf8')), decoded: [BSON_TYPE.symbol] }
      : undefined;
  if (operand instanceof Date) return { order: dateOrder(operand.getTime()), decoded: [] };
  if (operand instanceof ObjectId) return { order: bytesOrder(Buffer.from(operand.id)), decoded: [] };
  if (typeof operand === 'boolean') return { order: booleanOrder(Number(operand)), decoded: [] };
  return undefined;
}

/** The operand as a JavaScript number, where that is exact. */
function plainNumber(operand: Value): number | undefined {
  const number =
    operand instanceof Double
      ? operand.value
      : typeof operand === 'bigint' && BigInt.asIntN(53, operand) === operand
        ? Number(operand)
        : operand;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}

const HIGH_WORD = 0x1_0000_0000;
/** Below it the high word of an int64 leaves the whole within 2^53. */
const EXACT_HIGH = 0x20_0000;

function numberOrder(operand: number): RawOrder {
  return (document, type, at) => {
    switch (type) {
      case BSON_TYPE.int32:
        return document.readInt32LE(at) - operand;
      case BSON_TYPE.double:
        return ordered(document.readDoubleLE(at), operand);
      case BSON_TYPE.int64: {
        const high = document.readInt32LE(at + 4);
        if (high >= EXACT_HIGH || high < -EXACT_HIGH) return undefined;
        return high * HIGH_WORD + document.readUInt32LE(at) - operand;
      }
      default:
        return undefined;
    }
  };
}

/** Infinities have no difference. */
function ordered(value: number, operand: number): number {
  return value === operand ? 0 : value < operand ? -1 : value > operand ? 1 : Number.NaN;
}

function textOrder(operand: Buffer): RawOrder {
  return (document, type, at) => {
    if (type !== BSON_TYPE.string) return undefined;
    const end = at + 3 + document.readInt32LE(at);
    return document.compare(operand, 0, operand.length, at + 4, end);
  };
}

function dateOrder(operand: number): RawOrder {
  return (document, type, at) =>
    type === BSON_TYPE.date
      ? document.readInt32LE(at + 4) * HIGH_WORD + document.readUInt32LE(at) - operand
      : undefined;
}

function bytesOrder(operand: Buffer): RawOrder {
  return (document, type, at) =>
    type === BSON_TYPE.objectId ? document.compare(operand, 0, 12, at, at + 12) : undefined;
}

function booleanOrder(operand: number): RawOrder {
  return (document, type, at) => (type === BSON_TYPE.boolean ? (document[at] ?? 0) - operand : undefined);
}
