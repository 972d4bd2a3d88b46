import { infinityDecimal, nanDecimal, packDecimal, unpackDecimal, type Decimal } from './decimal.ts';
import { Decimal128, double, Double, isInt32 } from './values.ts';

export type Numeric = number | bigint | Double | Decimal128;
export type NumericKind = 'int32' | 'int64' | 'double' | 'decimal';

export const INT32_MAX = 2 ** 31 - 1;
export const INT64_MIN = -(2n ** 63n);
export const INT64_MAX = 2n ** 63n - 1n;

/** The BSON type of a number. */
export function numericKind(value: Numeric): NumericKind {
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'number') return isInt32(value) ? 'int32' : 'double';
  return value instanceof Double ? 'double' : 'decimal';
}

/** The nearest double. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Double) return value.value;
  const decimal = unpackDecimal(value);
  if (decimal.kind === 'nan') return NaN;
  if (decimal.kind === 'infinity') return decimal.negative ? -Infinity : Infinity;
  if (decimal.negativeZero) return -0;
  return Number(`${decimal.coefficient}e${decimal.exponent}`);
}

/** A finite double as the exact fraction numerator / 2^shift. */
function exactDouble(value: number): { numerator: bigint; shift: number } {
  let numerator = value;
  let shift = 0;
  while (!Number.isInteger(numerator)) {
    // Steps of 2^500 keep the product finite: |numerator| stays below 2^53 before it is an integer.
    const step = Math.min(1074 - shift, Math.abs(numerator) < 1 ? 500 : 53);
    numerator *= 2 ** step;
    shift += step;
  }
  return { numerator: BigInt(numerator), shift };
}

function decimalOf(value: Numeric): Decimal {
  if (value instanceof Decimal128) return unpackDecimal(value);
  const n = value instanceof Double ? value.value : value;
  if (typeof n === 'bigint') return { kind: 'finite', coefficient: n, exponent: 0, negativeZero: false };
  if (Number.isNaN(n)) return { kind: 'nan' };
  if (!Number.isFinite(n)) return { kind: 'infinity', negative: n < 0 };
  const { numerator, shift } = exactDouble(n);
  // numerator / 2^shift = numerator × 5^shift / 10^shift
  return {
    kind: 'finite',
    coefficient: numerator * 5n ** BigInt(shift),
    exponent: -shift,
    negativeZero: Object.is(n, -0),
  };
}

function rankOf(decimal: Decimal): number {
  if (decimal.kind === 'nan') return 0;
  if (decimal.kind === 'infinity') return decimal.negative ? 1 : 3;
  return 2;
}

function magnitude(coefficient: bigint): bigint {
  return coefficient < 0n ? -coefficient : coefficient;
}

function compareFinite(a: bigint, ae: number, b: bigint, be: number): number {
  if (a === 0n || b === 0n || a < 0n !== b < 0n) return a < b ? -1 : a > b ? 1 : 0;
  const negative = a < 0n;
  const topA = magnitude(a).toString().length + ae;
  const topB = magnitude(b).toString().length + be;
  if (topA !== topB) return topA < topB === !negative ? -1 : 1;
  const low = Math.min(ae, be);
  const left = a * 10n ** BigInt(ae - low);
  const right = b * 10n ** BigInt(be - low);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Exact order of numbers across types; NaN is the lowest and equal to itself. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  const left = a instanceof Double ? a.value : a;
  const right = b instanceof Double ? b.value : b;
  if (!(left instanceof Decimal128) && !(right instanceof Decimal128)) {
    // JavaScript compares bigint with number by exact mathematical value.
    if (left < right) return -1;
    if (left > right) return 1;
    const leftNaN = Number.isNaN(left);
    return leftNaN === Number.isNaN(right) ? 0 : leftNaN ? -1 : 1;
  }
  const x = decimalOf(left);
  const y = decimalOf(right);
  if (x.kind === 'finite' && y.kind === 'finite')
    return compareFinite(x.coefficient, x.exponent, y.coefficient, y.exponent);
  return Math.sign(rankOf(x) - rankOf(y));
}

/** The error of an int64 result that does not fit, to be given its context by the caller. */
export class IntegerOverflow extends RangeError {}

function integer(result: bigint, wide: boolean): number | bigint {
  if (!wide && result >= -0x8000_0000n && result <= 0x7fff_ffffn) return Number(result);
  if (result < INT64_MIN || result > INT64_MAX) throw new IntegerOverflow('the result does not fit int64');
  return result;
}

function integerOf(value: Numeric): bigint {
  return typeof value === 'bigint' ? value : BigInt(toNumber(value));
}

/**
 * Converts for decimal arithmetic. A double takes the shortest decimal of at most 15 significant digits first, as the
 * manual describes for $toDecimal, so that 0.1 becomes 0.100000000000000 and not its binary expansion.
 */
export function toDecimal(value: Numeric): Decimal128 {
  if (value instanceof Decimal128) return value;
  if (typeof value === 'bigint') return packDecimal(value, 0);
  const n = value instanceof Double ? value.value : value;
  if (Number.isNaN(n)) return nanDecimal();
  if (!Number.isFinite(n)) return infinityDecimal(n < 0);
  if (n === 0) return packDecimal(0n, 0, Object.is(n, -0));
  if (isInt32(n) && !(value instanceof Double)) return packDecimal(BigInt(n), 0);
  return Decimal128.fromString(n.toPrecision(15));
}

/** A double as the decimal that it is exactly, to 34 digits. */
export function exactDecimal(value: number): Decimal128 {
  const parts = decimalOf(value);
  if (parts.kind === 'nan') return nanDecimal();
  if (parts.kind === 'infinity') return infinityDecimal(parts.negative);
  let { coefficient, exponent } = parts;
  while (exponent < 0 && coefficient % 10n === 0n)
    [coefficient, exponent] = [coefficient / 10n, exponent + 1];
  return packDecimal(coefficient, exponent);
}

type Operator = 'add' | 'multiply';

function decimalOperation(operator: Operator, a: Numeric, b: Numeric): Decimal128 {
  const x = unpackDecimal(toDecimal(a));
  const y = unpackDecimal(toDecimal(b));
  if (x.kind !== 'finite' || y.kind !== 'finite') return specialOperation(operator, a, b);
  if (operator === 'multiply') {
    const negative = (x.coefficient < 0n || x.negativeZero) !== (y.coefficient < 0n || y.negativeZero);
    return packDecimal(x.coefficient * y.coefficient, x.exponent + y.exponent, negative);
  }
  const low = Math.min(x.exponent, y.exponent);
  const left = x.coefficient * 10n ** BigInt(x.exponent - low);
  const right = y.coefficient * 10n ** BigInt(y.exponent - low);
  return packDecimal(left + right, low, x.negativeZero && y.negativeZero);
}

/** What matters of a number beside an infinity or NaN: a finite decimal may be infinite, or zero, as a double. */
function boundedNumber(value: Numeric): number {
  const decimal = decimalOf(value);
  if (decimal.kind !== 'finite') return toNumber(value);
  return decimal.coefficient === 0n ? 0 : decimal.coefficient < 0n ? -1 : 1;
}

function specialOperation(operator: Operator, a: Numeric, b: Numeric): Decimal128 {
  const left = boundedNumber(a);
  const right = boundedNumber(b);
  const result = operator === 'add' ? left + right : left * right;
  return Number.isNaN(result) ? nanDecimal() : infinityDecimal(result < 0);
}

function operate(operator: Operator, a: Numeric, b: Numeric): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) return decimalOperation(operator, a, b);
  const kindA = numericKind(a);
  const kindB = numericKind(b);
  if (kindA === 'double' || kindB === 'double') {
    const left = toNumber(a);
    const right = toNumber(b);
    return double(operator === 'add' ? left + right : left * right);
  }
  const left = integerOf(a);
  const right = integerOf(b);
  return integer(operator === 'add' ? left + right : left * right, kindA === 'int64' || kindB === 'int64');
}

/** a + b in the wider type; int32 grows to int64; throws {@link IntegerOverflow} beyond int64. */
export function addNumbers(a: Numeric, b: Numeric): Numeric {
  return operate('add', a, b);
}

/** a × b in the wider type; int32 grows to int64; throws {@link IntegerOverflow} beyond int64. */
export function multiplyNumbers(a: Numeric, b: Numeric): Numeric {
  return operate('multiply', a, b);
}

/** −a in the same type (int32 grows where it must). */
export function negateNumber(a: Numeric): Numeric {
  if (a instanceof Decimal128) {
    const bytes = new Uint8Array(a.bytes);
    bytes[15] = (bytes[15] ?? 0) ^ 0x80;
    return new Decimal128(bytes);
  }
  if (a instanceof Double) return double(-a.value);
  if (typeof a === 'bigint') return integer(-a, true);
  return isInt32(a) ? integer(-BigInt(a), false) : double(-a);
}

/** a − b in the wider type. */
export function subtractNumbers(a: Numeric, b: Numeric): Numeric {
  if (typeof b === 'bigint' && b === INT64_MIN && !(a instanceof Decimal128) && numericKind(a) !== 'double') {
    return integer(integerOf(a) - b, true);
  }
  // A negated int32 zero has no sign that would keep that of a double.
  if (Object.is(a, -0) && typeof b === 'number') return double(-0 - b);
  return addNumbers(a, negateNumber(b));
}

/** A number as the whole one that it stands for: a fraction is cut off, that of a Decimal128 rounded to the even number, NaN is 0. */
export function wholeNumber(value: Numeric): number {
  const number = toNumber(value);
  if (Number.isNaN(number)) return 0;
  const bounded = Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, number));
  if (!(value instanceof Decimal128)) return Math.trunc(bounded);
  const below = Math.floor(bounded);
  const odd = below % 2 === 0 ? 0 : 1;
  return bounded - below === 0.5 ? below + odd : Math.round(bounded);
}
