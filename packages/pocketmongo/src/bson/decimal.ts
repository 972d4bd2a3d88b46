import { Decimal128 } from './values.ts';

/** A finite number as coefficient × 10^exponent, or one of the special values. */
export type Decimal =
  | { kind: 'finite'; coefficient: bigint; exponent: number; negativeZero: boolean }
  | { kind: 'nan' }
  | { kind: 'infinity'; negative: boolean };

const EXPONENT_BIAS = 6176;
export const MAX_COEFFICIENT = 10n ** 34n - 1n;
const MAX_EXPONENT = 6111;
const MIN_EXPONENT = -6176;

function wordOf(bytes: Uint8Array, offset: number): bigint {
  let word = 0n;
  for (let i = 7; i >= 0; i -= 1) word = (word << 8n) | BigInt(bytes[offset + i] ?? 0);
  return word;
}

/** Reads the binary integer decimal encoding of IEEE 754-2008. */
export function unpackDecimal(value: Decimal128): Decimal {
  const low = wordOf(value.bytes, 0);
  const high = wordOf(value.bytes, 8);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 0x1fn);
  if (combination === 0x1f) return { kind: 'nan' };
  if (combination === 0x1e) return { kind: 'infinity', negative };
  const largeForm = combination >> 3 === 3;
  const exponent = Number((largeForm ? high >> 47n : high >> 49n) & 0x3fffn) - EXPONENT_BIAS;
  let coefficient = largeForm ? 0n : ((high & 0x1_ffff_ffff_ffffn) << 64n) | low;
  if (coefficient > MAX_COEFFICIENT) coefficient = 0n;
  return {
    kind: 'finite',
    coefficient: negative ? -coefficient : coefficient,
    exponent,
    negativeZero: negative && coefficient === 0n,
  };
}

export function digitsOf(coefficient: bigint): number {
  return (coefficient < 0n ? -coefficient : coefficient).toString().length;
}

function divideHalfEven(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  const remainder = value % divisor;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const away = value < 0n ? quotient - 1n : quotient + 1n;
  if (twice > divisor) return away;
  if (twice < divisor) return quotient;
  return quotient % 2n === 0n ? quotient : away;
}

/** Rounds half-even to 34 digits and packs; beyond the range it is an infinity or zero. */
export function packDecimal(coefficient: bigint, exponent: number, negativeZero = false): Decimal128 {
  let c = coefficient;
  let e = exponent;
  const excess = Math.max(digitsOf(c) - 34, MIN_EXPONENT - e);
  if (excess > 0) {
    c = excess > 7000 ? 0n : divideHalfEven(c, 10n ** BigInt(excess));
    e += excess;
    if (digitsOf(c) > 34) {
      c /= 10n;
      e += 1;
    }
  }
  if (c === 0n) e = Math.min(Math.max(e, MIN_EXPONENT), MAX_EXPONENT);
  while (e > MAX_EXPONENT && c !== 0n && digitsOf(c) < 34) {
    c *= 10n;
    e -= 1;
  }
  if (e > MAX_EXPONENT) return infinityDecimal(c < 0n);
  return pack(c < 0n || (c === 0n && (negativeZero || coefficient < 0n)), c < 0n ? -c : c, e);
}

function pack(negative: boolean, magnitude: bigint, exponent: number): Decimal128 {
  const high = (negative ? 1n << 63n : 0n) | (BigInt(exponent + EXPONENT_BIAS) << 49n) | (magnitude >> 64n);
  return fromWords(high, magnitude & 0xffff_ffff_ffff_ffffn);
}

function fromWords(high: bigint, low: bigint): Decimal128 {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64LE(low, 0);
  bytes.writeBigUInt64LE(high, 8);
  return new Decimal128(new Uint8Array(bytes));
}

export function infinityDecimal(negative: boolean): Decimal128 {
  return fromWords(negative ? 0xf8n << 56n : 0x78n << 56n, 0n);
}

export function nanDecimal(): Decimal128 {
  return fromWords(0x7cn << 56n, 0n);
}
