import { createHash } from 'node:crypto';
import { unpackDecimal } from '../bson/decimal.ts';
import { encodeDocument } from '../bson/encode.ts';
import { INT64_MAX, INT64_MIN, toNumber, type Numeric } from '../bson/numbers.ts';
import { Decimal128, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';

/** What stands in front of a value that is hashed: a seed, which is 0, and the class of its type. */
const HEAD_BYTES = 8;
/** Length of the document around a value, type and empty name of its field. */
const BEFORE_VALUE = 6;
const NUMBER_CLASS = 10;

/** The classes of BSON's types that a hash tells apart, by the number of the type. */
const CLASSES: ReadonlyMap<number, number> = new Map([
  [0x02, 15], [0x05, 30], [0x07, 35], [0x08, 40], [0x09, 45], [0x0a, 5], [0x0b, 50], [0x0d, 60], [0x0e, 15],
  [0x11, 47], [0x7f, 127], [0xff, -1],
]); // prettier-ignore

/**
 * The key of a value in a hashed index of MongoDB: the first eight bytes of the MD5 of seed, class and value. Numbers
 * are cut off to int64; nothing counts as null. Held against the values that the manual prints for a string and for
 * ObjectIds. Throws CommandNotSupported for documents and arrays, of which it prints none.
 */
export function hashedKey(value: Value | undefined): bigint {
  if (isDoc(value) || Array.isArray(value))
    throw commandError('CommandNotSupported', '$toHashedIndexKey of documents and arrays is not supported');
  const [kind, bytes] = isNumeric(value) ? numberBytes(value) : otherBytes(value ?? null);
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeInt32LE(kind, 4);
  return createHash('md5').update(head).update(bytes).digest().readBigInt64LE(0);
}

function numberBytes(value: Numeric): [number, Buffer] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(wholeOf(value));
  return [NUMBER_CLASS, bytes];
}

function otherBytes(value: Value): [number, Uint8Array] {
  const document = encodeDocument(new Map([['', value]]));
  const type = document[4] ?? 0;
  const kind = CLASSES.get(type);
  if (kind === undefined)
    throw commandError('CommandNotSupported', `$toHashedIndexKey of BSON type ${type} is not supported`);
  return [kind, document.subarray(BEFORE_VALUE, -1)];
}

/** The int64 that a number is cut off to; the nearest one when it is out of range. */
function wholeOf(value: Numeric): bigint {
  if (typeof value === 'bigint') return value;
  const exact = value instanceof Decimal128 ? unpackDecimal(value) : undefined;
  if (exact?.kind === 'finite') {
    const { coefficient, exponent } = exact;
    if (exponent < -40) return 0n;
    if (exponent > 20) return coefficient === 0n ? 0n : coefficient > 0n ? INT64_MAX : INT64_MIN;
    return within(
      exponent >= 0 ? coefficient * 10n ** BigInt(exponent) : coefficient / 10n ** BigInt(-exponent),
    );
  }
  const number = toNumber(value);
  if (Number.isNaN(number)) return 0n;
  return Number.isFinite(number) ? within(BigInt(Math.trunc(number))) : number > 0 ? INT64_MAX : INT64_MIN;
}

const within = (whole: bigint): bigint =>
  whole < INT64_MIN ? INT64_MIN : whole > INT64_MAX ? INT64_MAX : whole;
