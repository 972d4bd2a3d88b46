import { Decimal128, Double, Int32, Long } from 'bson';
import { isDecimal, isDouble, isInt, isLong, ModelError, type Numeric } from './kinds.ts';

/** A finite number n × 10^e, or one that is none. */
export type Exact = { n: bigint; e: number } | 'NaN' | 'Infinity' | '-Infinity';

const DIGITS = 34;
const MAX_INT = 2n ** 31n;
const MAX_LONG = 2n ** 63n;

export function exactOf(value: Numeric): Exact {
  if (isInt(value)) return { n: BigInt(value.value), e: 0 };
  if (isLong(value)) return { n: value.toBigInt(), e: 0 };
  if (isDouble(value)) return exactDouble(value.value);
  return exactDecimal(value.toString());
}

/** Every double is a whole number divided by a power of two, which is a decimal fraction. */
function exactDouble(value: number): Exact {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  let [whole, halvings] = [value, 0];
  while (!Number.isInteger(whole)) [whole, halvings] = [whole * 2, halvings + 1];
  return { n: BigInt(whole) * 5n ** BigInt(halvings), e: -halvings };
}

function exactDecimal(text: string): Exact {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return text;
  const [digits = '0', exponent = '0'] = text.split(/E/i);
  const [whole = '0', fraction = ''] = digits.split('.');
  return { n: BigInt(whole + fraction), e: Number(exponent) - fraction.length };
}

/** NaN comes first and equals itself. */
export function compareExact(a: Exact, b: Exact): number {
  if (typeof a === 'string' || typeof b === 'string') return Math.sign(rank(a) - rank(b));
  const e = Math.min(a.e, b.e);
  const difference = scaled(a, e) - scaled(b, e);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}

const rank = (value: Exact): number =>
  value === 'NaN' ? 0 : value === '-Infinity' ? 1 : value === 'Infinity' ? 3 : 2;

const scaled = ({ n, e }: { n: bigint; e: number }, to: number): bigint => n * 10n ** BigInt(e - to);

export function toDouble(value: Numeric): number {
  if (isDouble(value)) return value.value;
  const exact = exactOf(value);
  return typeof exact === 'string' ? Number(exact) : Number(`${exact.n}e${exact.e}`);
}

/** The whole number that a value is; undefined for fractions and what is none. */
export function wholeOf(value: Numeric): bigint | undefined {
  const exact = exactOf(value);
  if (typeof exact === 'string') return undefined;
  if (exact.e >= 0) return scaled(exact, 0);
  const unit = 10n ** BigInt(-exact.e);
  return exact.n % unit === 0n ? exact.n / unit : undefined;
}

/** Cuts off the fraction; undefined for NaN and what is infinite or beyond 64 bits. */
export function truncated(value: Numeric): bigint | undefined {
  const exact = exactOf(value);
  if (typeof exact === 'string') return undefined;
  const whole = exact.e >= 0 ? scaled(exact, 0) : exact.n / 10n ** BigInt(-exact.e);
  return whole >= -MAX_LONG && whole < MAX_LONG ? whole : undefined;
}

export type Arithmetic = 'add' | 'subtract' | 'multiply';

/** The result has the wider type of the two; int32 widens to int64, and int64 fails (or becomes a double). */
export function calculate(
  operation: Arithmetic,
  a: Numeric,
  b: Numeric,
  overflow: 'error' | 'double',
): Numeric {
  if (isDecimal(a) || isDecimal(b))
    return signed(
      decimal(operation, exactOf(a), exactOf(b)),
      operation === 'multiply' && isNegative(a) !== isNegative(b),
    );
  if (isDouble(a) || isDouble(b)) return new Double(onDoubles(operation, toDouble(a), toDouble(b)));
  const [x, y] = [wholeOf(a) ?? 0n, wholeOf(b) ?? 0n];
  const result = onBigints(operation, x, y);
  if (isInt(a) && isInt(b) && result >= -MAX_INT && result < MAX_INT) return new Int32(Number(result));
  if (result >= -MAX_LONG && result < MAX_LONG) return Long.fromBigInt(result);
  if (overflow === 'error') throw new ModelError(2);
  return new Double(onDoubles(operation, Number(x), Number(y)));
}

/** Zeros have a sign, which a product keeps. */
const isNegative = (value: Numeric): boolean =>
  isDouble(value) ? value.value < 0 || Object.is(value.value, -0) : value.toString().startsWith('-');

function signed(result: Decimal128, negative: boolean): Decimal128 {
  const digits = result.toString();
  return negative && /^0/.test(digits) && exactDecimalIsZero(digits)
    ? Decimal128.fromString(`-${digits}`)
    : result;
}

function exactDecimalIsZero(digits: string): boolean {
  const exact = exactDecimal(digits);
  return typeof exact !== 'string' && exact.n === 0n;
}

const onBigints = (operation: Arithmetic, x: bigint, y: bigint): bigint =>
  operation === 'add' ? x + y : operation === 'subtract' ? x - y : x * y;
const onDoubles = (operation: Arithmetic, x: number, y: number): number =>
  operation === 'add' ? x + y : operation === 'subtract' ? x - y : x * y;

function decimal(operation: Arithmetic, a: Exact, b: Exact): Decimal128 {
  if (typeof a === 'string' || typeof b === 'string') {
    const result = onDoubles(operation, plainDouble(a), plainDouble(b));
    return Decimal128.fromString(String(result));
  }
  if (operation === 'multiply') return rounded({ n: a.n * b.n, e: a.e + b.e });
  const e = Math.min(a.e, b.e);
  return rounded({ n: onBigints(operation, scaled(a, e), scaled(b, e)), e });
}

const plainDouble = (value: Exact): number =>
  typeof value === 'string' ? Number(value) : Number(`${value.n}e${value.e}`);

/** To 34 digits, half to even. */
export function rounded({ n, e }: { n: bigint; e: number }): Decimal128 {
  const excess = String(n < 0n ? -n : n).length - DIGITS;
  if (excess <= 0) return Decimal128.fromString(`${n}E${e}`);
  const unit = 10n ** BigInt(excess);
  const quotient = n / unit;
  const rest = (n < 0n ? -n : n) % unit;
  const up = rest * 2n > unit || (rest * 2n === unit && quotient % 2n !== 0n);
  return Decimal128.fromString(`${quotient + (up ? (n < 0n ? -1n : 1n) : 0n)}E${e + excess}`);
}

/** A sum divided by a count: a double, or a decimal when there is one in it. */
export function average(sum: Numeric, count: number): Numeric {
  if (!isDecimal(sum)) return new Double(toDouble(sum) / count);
  const exact = exactOf(sum);
  if (typeof exact === 'string') return sum;
  const more = 10n ** BigInt(DIGITS + 6);
  return rounded({ n: (exact.n * more) / BigInt(count), e: exact.e - DIGITS - 6 });
}
