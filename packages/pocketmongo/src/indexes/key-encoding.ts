import { createHash } from 'node:crypto';
import { TYPE_RANK, typeRank } from '../bson/compare.ts';
import { unpackDecimal } from '../bson/decimal.ts';
import { compareNumbers, toNumber, type Numeric } from '../bson/numbers.ts';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DbPointer,
  Decimal128,
  Double,
  ObjectId,
  Timestamp,
  WideDate,
  type Doc,
  type Value,
} from '../bson/values.ts';

/** Turns a string into the text whose bytes are compared; the identity without a collation. */
export type StringFold = (text: string) => string;

/** Bytes of LMDB's key that one index key may take, prefix and record id apart. */
const KEY_BUDGET = 1600;
const HASH_BYTES = 20;

const scratch = { buffer: Buffer.allocUnsafeSlow(64 * 1024), offset: 0 };

function room(length: number): number {
  const at = scratch.offset;
  const needed = at + length;
  if (needed > scratch.buffer.length) {
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, scratch.buffer.length * 2));
    scratch.buffer.copy(larger, 0, 0, at);
    scratch.buffer = larger;
  }
  scratch.offset = needed;
  return at;
}

function byte(value: number): void {
  const at = room(1);
  scratch.buffer[at] = value;
}

export type EncodedComponent = {
  bytes: Buffer;
  /** The value was too long: the bytes are its head and a hash, equal for equal values, in order only up to the head. */
  truncated: boolean;
};

/** Longest encoding that each of `fields` components may have. */
export function componentLimit(fields: number): number {
  return Math.max(2 * HASH_BYTES, Math.floor(KEY_BUDGET / fields));
}

/** Length of the head of a truncated component that is still in order. */
export function orderedHead(limit: number): number {
  return limit - HASH_BYTES;
}

/**
 * Encodes one value so that the order of the bytes is the order of compareValues and no encoding is a prefix of
 * another. `undefined` (missing) is encoded as null, as indexes treat it.
 */
export function encodeComponent(
  value: Value | undefined,
  fold: StringFold | undefined,
  limit: number,
): EncodedComponent {
  scratch.offset = 0;
  writeTyped(value ?? null, fold);
  const length = scratch.offset;
  if (length <= limit) return { bytes: Buffer.from(scratch.buffer.subarray(0, length)), truncated: false };
  const whole = scratch.buffer.subarray(0, length);
  const bytes = Buffer.allocUnsafe(limit);
  whole.copy(bytes, 0, 0, limit - HASH_BYTES);
  createHash('sha1')
    .update(whole)
    .digest()
    .copy(bytes, limit - HASH_BYTES);
  return { bytes, truncated: true };
}

/** The bytes of a descending component: every bit flipped. */
export function invert(bytes: Uint8Array): Buffer {
  const result = Buffer.allocUnsafe(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) result[i] = ~(bytes[i] ?? 0) & 0xff;
  return result;
}

/** The smallest byte string greater than every string that starts with `prefix`; undefined when there is none. */
export function successor(prefix: Uint8Array): Buffer | undefined {
  let last = prefix.length - 1;
  while (last >= 0 && prefix[last] === 0xff) last -= 1;
  if (last < 0) return undefined;
  const result = Buffer.from(prefix.subarray(0, last + 1));
  result[last] = (result[last] ?? 0) + 1;
  return result;
}

function writeTyped(value: Value, fold: StringFold | undefined): void {
  if (typeof value === 'string') {
    byte(TYPE_RANK.string);
    writeText(fold === undefined ? value : fold(value));
    return;
  }
  if (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Double ||
    value instanceof Decimal128
  ) {
    writeNumber(value);
    return;
  }
  byte(typeRank(value));
  writePayload(value, fold);
}

/** UTF-8 with 0x00 written as 0x00 0xff, ended by 0x00 0x00. */
function writeText(text: string): void {
  const at = room(text.length * 3 + 2);
  const end = text.length < 24 ? writeShortText(text, at) : at + scratch.buffer.write(text, at, 'utf8');
  scratch.offset = end;
  if (scratch.buffer.indexOf(0, at) >= 0 && scratch.buffer.subarray(at, end).includes(0))
    escapeZeros(at, end);
  const tail = room(2);
  scratch.buffer[tail] = 0;
  scratch.buffer[tail + 1] = 0;
}

function writeShortText(text: string, at: number): number {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code > 127) return at + scratch.buffer.write(text, at, 'utf8');
    scratch.buffer[at + i] = code;
  }
  return at + text.length;
}

function escapeZeros(start: number, end: number): void {
  const plain = Buffer.from(scratch.buffer.subarray(start, end));
  scratch.offset = start;
  for (const value of plain) {
    byte(value);
    if (value === 0) byte(0xff);
  }
}

/** The nearest double as eight order-preserving bytes, then −, 0 or + for what the double leaves out, then that exactly. */
function writeNumber(value: Numeric): void {
  const nearest = toNumber(value);
  if (Number.isNaN(nearest)) return byte(TYPE_RANK.nan);
  byte(TYPE_RANK.number);
  const exactlyInfinite = value instanceof Decimal128 && unpackDecimal(value).kind === 'infinity';
  const overflowed = !Number.isFinite(nearest) && value instanceof Decimal128 && !exactlyInfinite;
  const base = overflowed ? Math.sign(nearest) * Number.MAX_VALUE : nearest;
  writeDouble(base);
  if (typeof value === 'number' || value instanceof Double) return byte(0x80);
  const rest = exactlyInfinite ? 0 : compareNumbers(value, base === 0 ? 0 : base);
  byte(0x80 + rest);
  if (rest !== 0) writeExactDecimal(value);
}

function writeDouble(value: number): void {
  const at = room(8);
  scratch.buffer.writeDoubleBE(value === 0 ? 0 : value, at);
  if (value < 0) {
    for (let i = at; i < at + 8; i += 1) scratch.buffer[i] = ~(scratch.buffer[i] ?? 0) & 0xff;
  } else {
    scratch.buffer[at] = (scratch.buffer[at] ?? 0) | 0x80;
  }
}

/** Sign, decimal exponent and 34 digits, inverted for negative numbers; only for int64 and Decimal128. */
function writeExactDecimal(value: bigint | Decimal128): void {
  const decimal =
    typeof value === 'bigint'
      ? { kind: 'finite' as const, coefficient: value, exponent: 0 }
      : unpackDecimal(value);
  if (decimal.kind !== 'finite') return;
  const negative = decimal.coefficient < 0n;
  const digits = (negative ? -decimal.coefficient : decimal.coefficient).toString();
  const at = room(2 + 34);
  scratch.buffer.writeUInt16BE(decimal.exponent + digits.length + 8192, at);
  scratch.buffer.write(digits.padEnd(34, '0'), at + 2, 'latin1');
  if (negative) {
    for (let i = at; i < at + 36; i += 1) scratch.buffer[i] = ~(scratch.buffer[i] ?? 0) & 0xff;
  }
}

type Payload = Exclude<Value, string | number | bigint | Double | Decimal128>;

function writePayload(value: Payload, fold: StringFold | undefined): void {
  if (value === null) return;
  if (typeof value === 'boolean') return byte(value ? 1 : 0);
  if (value instanceof Date) return writeInt64(BigInt(value.getTime()));
  if (value instanceof ObjectId) return writeBytes(value.id);
  if (value instanceof Map) return writeDoc(value, fold);
  if (Array.isArray(value)) {
    for (const item of value) writeTyped(item, fold);
    return byte(0);
  }
  writeRarePayload(value, fold);
}

function writeBytes(bytes: Uint8Array): void {
  const at = room(bytes.length);
  scratch.buffer.set(bytes, at);
}

function writeInt64(value: bigint): void {
  const at = room(8);
  scratch.buffer.writeBigUInt64BE(BigInt.asUintN(64, value) ^ (1n << 63n), at);
}

function writeUInt32(value: number): void {
  const at = room(4);
  scratch.buffer.writeUInt32BE(value, at);
}

function writeDoc(document: Doc, fold: StringFold | undefined): void {
  for (const [name, value] of document) {
    // The type is compared before the name and once more, harmlessly, with the value.
    byte(typeRank(value));
    writeText(name);
    writeTyped(value, fold);
  }
  byte(0);
}

function writeRarePayload(value: Payload, fold: StringFold | undefined): void {
  if (value instanceof WideDate) writeInt64(value.ms);
  else if (value instanceof BSONSymbol) writeText(fold === undefined ? value.value : fold(value.value));
  else if (value instanceof Binary) {
    const bytes = value.value();
    writeUInt32(bytes.length);
    byte(value.sub_type);
    writeBytes(bytes);
  } else if (value instanceof Timestamp) {
    writeUInt32(value.t);
    writeUInt32(value.i);
  } else if (value instanceof BSONRegExp) {
    writeText(value.pattern);
    writeText(value.options);
  } else if (value instanceof Code) {
    writeText(value.code);
    if (value.scope instanceof Map) writeDoc(value.scope as Doc, fold);
  } else if (value instanceof DbPointer) {
    writeText(value.namespace);
    writeBytes(value.id.id);
  }
}
