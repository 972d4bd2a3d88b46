import { TYPE_RANK } from '../bson/compare.ts';
import { Binary, double, MaxKey, MinKey, ObjectId, Timestamp, type Value } from '../bson/values.ts';
import { invert } from './key-encoding.ts';
import { KIND } from './value-kinds.ts';

/** Says that a key does not hold the value. */
export const NOT_HELD = Symbol('not held');

/**
 * The value of the component that lies from `at` to `end`, as the document has it; undefined: the document has none.
 * `mask` is 0xff in a descending component, `kind` what the entry says about the component.
 */
export function componentValue(
  key: Buffer,
  at: number,
  end: number,
  mask: number,
  kind: number,
): Value | undefined | typeof NOT_HELD {
  if (kind === KIND.missing) return undefined;
  if (kind === KIND.notHeld) return NOT_HELD;
  return mask === 0 ? valueOf(key, at, end, kind) : valueOf(invert(key.subarray(at, end)), 0, end - at, kind);
}

function valueOf(key: Buffer, at: number, end: number, kind: number): Value | typeof NOT_HELD {
  const from = at + 1;
  switch (key[at]) {
    case TYPE_RANK.string:
      return textOf(key, from, end - 2);
    case TYPE_RANK.number:
      return numberOf(key, from, kind);
    case TYPE_RANK.objectId:
      return new ObjectId(new Uint8Array(key.subarray(from, end)));
    case TYPE_RANK.boolean:
      return key[from] === 1;
    case TYPE_RANK.date:
      return new Date(Number(key.readBigUInt64BE(from) - (1n << 63n)));
    case TYPE_RANK.null:
      return null;
    case TYPE_RANK.nan:
      return Number.NaN;
    case TYPE_RANK.timestamp:
      return new Timestamp({ t: key.readUInt32BE(from), i: key.readUInt32BE(from + 4) });
    case TYPE_RANK.binary:
      return new Binary(new Uint8Array(key.subarray(from + 5, end)), key[from + 4]);
    case TYPE_RANK.minKey:
      return new MinKey();
    case TYPE_RANK.maxKey:
      return new MaxKey();
    default:
      return NOT_HELD;
  }
}

function textOf(key: Buffer, from: number, end: number): string | typeof NOT_HELD {
  const zero = key.indexOf(0, from);
  const text = zero < end ? unescaped(key.subarray(from, end)) : key.toString('utf8', from, end);
  // Bytes that are no UTF-8 are stored as they came; the key has a mark instead.
  return text.includes('\ufffd') ? NOT_HELD : text;
}

/** Each 0x00 of the text is followed by 0xff, which is no UTF-8. */
function unescaped(bytes: Buffer): string {
  const kept = bytes.filter((byte, i) => byte !== 0xff || bytes[i - 1] !== 0);
  return Buffer.from(kept).toString('utf8');
}

function numberOf(key: Buffer, from: number, kind: number): Value {
  if (kind === KIND.minusZero) return -0;
  const value = doubleOf(key, from);
  if (kind === KIND.int64) return BigInt(value);
  return kind === KIND.double ? double(value) : value;
}

const bytes = Buffer.alloc(8);

function doubleOf(key: Buffer, from: number): number {
  const first = key[from] ?? 0;
  // Of a number that is not negative only the sign's bit is turned, of a negative one every bit.
  if (first >= 0x80) {
    key.copy(bytes, 0, from, from + 8);
    bytes[0] = first & 0x7f;
  } else for (let i = 0; i < 8; i += 1) bytes[i] = ~(key[from + i] ?? 0) & 0xff;
  return bytes.readDoubleBE(0);
}
