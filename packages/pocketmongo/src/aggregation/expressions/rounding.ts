import { digitsOf, nanDecimal, packDecimal, unpackDecimal } from '../../bson/decimal.ts';
import { type Numeric, numericKind, toNumber } from '../../bson/numbers.ts';
import { Decimal128, double, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { compileArguments, isNullish, type Operator } from './expression.ts';

const DECIMAL_DIGITS = 34;

type Mode = 'ceil' | 'floor' | 'round' | 'trunc';

/** `$round` and `$trunc` take a place from −20 to 100, `$ceil` and `$floor` none. */
export function rounding(mode: Mode): Operator {
  return (operand, compiler, name) => {
    const placed = mode === 'round' || mode === 'trunc';
    const [input, place] = compileArguments(operand, compiler, name, 1, placed ? 2 : 1);
    return (scope) => {
      const value = input?.(scope);
      const places = place === undefined ? 0 : place(scope);
      if (isNullish(value) || isNullish(places)) return null;
      if (!isNumeric(value)) {
        throw locationError(
          placed ? 51081 : 28765,
          `${name} only supports numeric types, not ${typeAlias(value)}`,
        );
      }
      return roundTo(value, placeOf(places, name), mode);
    };
  };
}

function placeOf(places: Value, name: string): number {
  if (!isNumeric(places)) throw locationError(16004, `precision argument to ${name} must be a number`);
  const number = toNumber(places);
  if (!Number.isFinite(number)) throw locationError(31109, `precision argument to ${name} is out of range`);
  if (!Number.isInteger(number))
    throw locationError(51082, `precision argument to ${name} must be a integral value`);
  if (number >= -20 && number <= 100) return number;
  throw locationError(
    51083,
    `cannot apply ${name} with precision value ${number} value must be in [-20, 100]`,
  );
}

function roundTo(value: Numeric, places: number, mode: Mode): Numeric {
  if (value instanceof Decimal128) return roundDecimal(value, places, mode);
  if (typeof value === 'bigint') return roundWhole(value, places, mode);
  if (numericKind(value) === 'double') return roundDouble(toNumber(value), places, mode);
  const whole = roundWhole(BigInt(toNumber(value)), places, mode);
  // An int32 may round to an int64.
  return whole === BigInt.asIntN(32, whole) ? Number(whole) : whole;
}

function roundWhole(value: bigint, places: number, mode: Mode): bigint {
  if (places >= 0) return value;
  const rounded = quotient(value, 10n ** BigInt(-places), mode) * 10n ** BigInt(-places);
  if (rounded === BigInt.asIntN(64, rounded)) return rounded;
  throw locationError(51080, `invalid conversion from Decimal128 result in $${mode}: ${rounded} is no long`);
}

function roundDouble(value: number, places: number, mode: Mode): Numeric {
  if (!Number.isFinite(value) || value === 0) return double(value);
  // Through the exact decimal digits of the double, so that 2.675 is what it really is.
  const [mantissa = '0', exponent = '0'] = value.toExponential(33).split('e');
  const digits = mantissa.replace('.', '');
  const scale = Number(exponent) - (digits.replace('-', '').length - 1);
  if (scale >= -places) return double(value);
  const rounded = quotient(BigInt(digits), 10n ** BigInt(-places - scale), mode);
  const result = Number(`${rounded}e${-places}`);
  return double(result === 0 && value < 0 ? -0 : result);
}

function roundDecimal(value: Decimal128, places: number, mode: Mode): Decimal128 {
  const unpacked = unpackDecimal(value);
  const placeless = mode === 'ceil' || mode === 'floor';
  if (unpacked.kind !== 'finite') return placeless ? nanDecimal() : value;
  const { coefficient, exponent, negativeZero } = unpacked;
  if (exponent >= -places) {
    // The result has as many places as are asked for, where 34 digits are enough for them.
    const padded = coefficient * 10n ** BigInt(exponent + places);
    if (digitsOf(padded) <= DECIMAL_DIGITS) return packDecimal(padded, -places, negativeZero);
    return placeless ? nanDecimal() : value;
  }
  const divisor = 10n ** BigInt(-places - exponent);
  return packDecimal(quotient(coefficient, divisor, mode), -places, negativeZero || coefficient < 0n);
}

/** Division to a whole number; `round` goes to the even neighbour when halfway. */
function quotient(value: bigint, divisor: bigint, mode: Mode): bigint {
  const whole = value / divisor;
  const rest = value % divisor;
  if (rest === 0n || mode === 'trunc') return whole;
  const negative = value < 0n;
  if (mode === 'ceil') return negative ? whole : whole + 1n;
  if (mode === 'floor') return negative ? whole - 1n : whole;
  const twice = (negative ? -rest : rest) * 2n;
  if (twice < divisor || (twice === divisor && whole % 2n === 0n)) return whole;
  return negative ? whole - 1n : whole + 1n;
}
