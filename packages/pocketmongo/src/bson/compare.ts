import type { Collation } from '../collation/collation.ts';
import { stringOrder, type StringOrder } from '../collation/order.ts';
import { commandError } from '../errors.ts';
import { compareNumbers } from './numbers.ts';
import { compareText } from './text-order.ts';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  BsonUndefined,
  Code,
  DbPointer,
  Decimal128,
  Double,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  WideDate,
  type Doc,
  type Value,
} from './values.ts';

/**
 * Places of the types in BSON's order of comparison (manual, "Comparison/Sort Order"). The same bytes start the keys
 * of indexes.
 */
export const TYPE_RANK = {
  minKey: 0x0a,
  undefined: 0x0f,
  null: 0x14,
  nan: 0x2f,
  number: 0x30,
  string: 0x3c,
  object: 0x46,
  array: 0x50,
  binary: 0x5a,
  objectId: 0x64,
  boolean: 0x6e,
  date: 0x78,
  timestamp: 0x82,
  regex: 0x8c,
  dbPointer: 0x91,
  code: 0x96,
  codeWithScope: 0xa0,
  maxKey: 0xf0,
} as const;

/** The rank of a value's type; all numbers share one. A missing value ranks as "undefined". */
export function typeRank(value: Value | undefined): number {
  switch (typeof value) {
    case 'string':
      return TYPE_RANK.string;
    case 'number':
    case 'bigint':
      return TYPE_RANK.number;
    case 'boolean':
      return TYPE_RANK.boolean;
    case 'undefined':
      return TYPE_RANK.undefined;
    default:
      return value === null ? TYPE_RANK.null : objectRank(value);
  }
}

function objectRank(value: Exclude<Value, null | string | number | bigint | boolean>): number {
  if (value instanceof Map) return TYPE_RANK.object;
  if (Array.isArray(value)) return TYPE_RANK.array;
  if (value instanceof Date || value instanceof WideDate) return TYPE_RANK.date;
  if (value instanceof ObjectId) return TYPE_RANK.objectId;
  if (value instanceof Double || value instanceof Decimal128) return TYPE_RANK.number;
  if (value instanceof Binary) return TYPE_RANK.binary;
  if (value instanceof Timestamp) return TYPE_RANK.timestamp;
  if (value instanceof BSONRegExp) return TYPE_RANK.regex;
  if (value instanceof BSONSymbol) return TYPE_RANK.string;
  if (value instanceof MinKey) return TYPE_RANK.minKey;
  if (value instanceof MaxKey) return TYPE_RANK.maxKey;
  if (value instanceof DbPointer) return TYPE_RANK.dbPointer;
  if (value instanceof BsonUndefined) return TYPE_RANK.undefined;
  return value.scope instanceof Map ? TYPE_RANK.codeWithScope : TYPE_RANK.code;
}

function compareBigints(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function bytesOf(value: Uint8Array): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/**
 * BSON's order over all types; numbers compare exactly across int32, int64, double and Decimal128.
 * `undefined` stands for a missing value. Returns −1, 0 or 1.
 */
export function compareValues(a: Value | undefined, b: Value | undefined, collation?: Collation): number {
  compared = 0;
  return compareIn(a, b, collation === undefined ? compareText : stringOrder(collation));
}

/** More than a document of 16 MB can hold. */
const MAX_COMPARED = 2_000_000;
/** Containers that the running comparison has met: values that share parts are small in memory and endless to walk. */
let compared = 0;

function countContainer(): void {
  compared += 1;
  if (compared > MAX_COMPARED)
    throw commandError('BSONObjectTooLarge', 'values are too large to be compared');
}

function compareIn(a: Value | undefined, b: Value | undefined, text: StringOrder): number {
  if (typeof a === 'string' && typeof b === 'string') return text(a, b);
  const rankA = typeRank(a);
  const rankB = typeRank(b);
  if (rankA !== rankB) return rankA < rankB ? -1 : 1;
  return compareSameType(a, b, text);
}

/** True when {@link compareValues} gives 0. */
export function valuesEqual(a: Value | undefined, b: Value | undefined, collation?: Collation): boolean {
  return a === b || compareValues(a, b, collation) === 0;
}

function compareSameType(a: Value | undefined, b: Value | undefined, text: StringOrder): number {
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b);
  if (a instanceof Map && b instanceof Map) return compareDocs(a, b, text);
  if (Array.isArray(a) && Array.isArray(b)) return compareArrays(a, b, text);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Date && b instanceof Date) return Math.sign(a.getTime() - b.getTime());
  if (a instanceof ObjectId && b instanceof ObjectId) return Buffer.compare(bytesOf(a.id), bytesOf(b.id));
  return compareRare(a, b, text);
}

function isNumber(value: Value | undefined): value is number | bigint | Double | Decimal128 {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Double ||
    value instanceof Decimal128
  );
}

function milliseconds(value: Date | WideDate): bigint {
  return value instanceof Date ? BigInt(value.getTime()) : value.ms;
}

function isDate(value: Value | undefined): value is Date | WideDate {
  return value instanceof Date || value instanceof WideDate;
}

function compareRare(a: Value | undefined, b: Value | undefined, text: StringOrder): number {
  if (isDate(a) && isDate(b)) return compareBigints(milliseconds(a), milliseconds(b));
  if (a instanceof Binary && b instanceof Binary) return compareBinaries(a, b);
  if (a instanceof Timestamp && b instanceof Timestamp) return Math.sign(a.t - b.t) || Math.sign(a.i - b.i);
  if (a instanceof BSONRegExp && b instanceof BSONRegExp)
    return compareText(a.pattern, b.pattern) || compareText(a.options, b.options);
  if (a instanceof Code && b instanceof Code) return compareCodes(a, b, text);
  if (a instanceof DbPointer && b instanceof DbPointer)
    return compareText(a.namespace, b.namespace) || Buffer.compare(bytesOf(a.id.id), bytesOf(b.id.id));
  const left = textOf(a);
  const right = textOf(b);
  return left === undefined || right === undefined ? 0 : text(left, right);
}

function textOf(value: Value | undefined): string | undefined {
  if (value instanceof BSONSymbol) return value.value;
  return typeof value === 'string' ? value : undefined;
}

function compareBinaries(a: Binary, b: Binary): number {
  const x = a.value();
  const y = b.value();
  return (
    Math.sign(x.length - y.length) ||
    Math.sign(a.sub_type - b.sub_type) ||
    Buffer.compare(bytesOf(x), bytesOf(y))
  );
}

function compareCodes(a: Code, b: Code, text: StringOrder): number {
  const order = compareText(a.code, b.code);
  if (order !== 0 || !(a.scope instanceof Map) || !(b.scope instanceof Map)) return order;
  return compareDocs(a.scope as Doc, b.scope as Doc, text);
}

function compareDocs(a: Doc, b: Doc, text: StringOrder): number {
  if (a === b) return 0;
  countContainer();
  const right = b.entries();
  for (const [name, value] of a) {
    const step = right.next();
    if (step.done === true) return 1;
    const [otherName, other] = step.value;
    const rank = typeRank(value) - typeRank(other);
    if (rank !== 0) return Math.sign(rank);
    const order = compareText(name, otherName) || compareSameType(value, other, text);
    if (order !== 0) return order;
  }
  return right.next().done === true ? 0 : -1;
}

function compareArrays(a: readonly Value[], b: readonly Value[], text: StringOrder): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  countContainer();
  for (let i = 0; i < length; i += 1) {
    const order = compareIn(a[i], b[i], text);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}
