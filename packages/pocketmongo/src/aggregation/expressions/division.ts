import { infinityDecimal, nanDecimal, packDecimal, unpackDecimal } from '../../bson/decimal.ts';
import { type Numeric, toDecimal, toNumber } from '../../bson/numbers.ts';
import { Decimal128, double } from '../../bson/values.ts';

const DIGITS = 40;

/** a ÷ b: a double, or a decimal of 34 digits when either is one. The divisor is not zero. */
export function divideNumbers(a: Numeric, b: Numeric): Numeric {
  if (a instanceof Decimal128 || b instanceof Decimal128) return divideDecimals(toDecimal(a), toDecimal(b));
  return double(toNumber(a) / toNumber(b));
}

function divideDecimals(a: Decimal128, b: Decimal128): Decimal128 {
  const [x, y] = [unpackDecimal(a), unpackDecimal(b)];
  if (x.kind === 'nan' || y.kind === 'nan') return nanDecimal();
  if (x.kind === 'infinity') {
    if (y.kind === 'infinity') return nanDecimal();
    return infinityDecimal(x.negative !== y.coefficient < 0n);
  }
  if (y.kind === 'infinity') return packDecimal(0n, 0);
  // Enough digits are taken that the rounding to 34 sees more than its last one; a remainder makes the last digit odd.
  const shift = Math.max(0, DIGITS + String(y.coefficient).length - String(x.coefficient).length);
  const dividend = x.coefficient * 10n ** BigInt(shift);
  const quotient = dividend / y.coefficient;
  const exact = quotient * y.coefficient === dividend;
  const exponent = x.exponent - y.exponent - shift;
  if (!exact) return packDecimal(quotient * 10n + (quotient < 0n ? -1n : 1n), exponent - 1);
  return reduced(quotient, exponent, Math.max(exponent, x.exponent - y.exponent));
}

/** Takes zeros off an exact quotient until its exponent is that of the dividend less that of the divisor. */
function reduced(quotient: bigint, exponent: number, ideal: number): Decimal128 {
  let [coefficient, at] = [quotient, exponent];
  while (at < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n;
    at += 1;
  }
  return packDecimal(coefficient, at);
}

/** The remainder of a truncated division, with the dividend's sign. */
export function decimalRemainder(a: Decimal128, b: Decimal128): Decimal128 {
  const [x, y] = [unpackDecimal(a), unpackDecimal(b)];
  if (x.kind !== 'finite' || y.kind === 'nan') return nanDecimal();
  if (y.kind === 'infinity') return a;
  const low = Math.min(x.exponent, y.exponent);
  const dividend = x.coefficient * 10n ** BigInt(x.exponent - low);
  const divisor = y.coefficient * 10n ** BigInt(y.exponent - low);
  return packDecimal(dividend % divisor, low);
}
