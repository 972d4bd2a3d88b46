import {
  decimalExp, decimalLn, decimalLog, decimalLog10, decimalPow, decimalSqrt,
} from '../../bson/decimal-functions.ts'; // prettier-ignore
import { compareNumbers, INT64_MAX, INT64_MIN, type Numeric, numericKind, toDecimal, toNumber } from '../../bson/numbers.ts'; // prettier-ignore
import { Decimal128, double, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish, type Operator, type OperatorTable, two, unary } from './expression.ts';

/** The argument of a function of one real number. */
export const realNumber = (value: Value, name: string, code = 28765): Numeric => {
  if (isNumeric(value)) return value;
  throw locationError(code, `${name} only supports numeric types, not ${typeAlias(value)}`);
};

/** Throws for a number that is not above zero; NaN passes. */
function positive(value: Numeric, code: number, name: string): void {
  if (compareNumbers(value, 0) <= 0 && !Number.isNaN(toNumber(value)))
    throw locationError(code, `${name}'s argument must be a positive number, but is ${toNumber(value)}`);
}

/** A function of a real number: a double, or a decimal of a decimal. */
const real = (
  compute: (value: number) => number,
  exact: (value: Decimal128) => Decimal128,
  check: (value: Numeric, name: string) => void = () => undefined,
): Operator =>
  unary((value, name) => {
    const number = realNumber(value, name);
    check(number, name);
    return number instanceof Decimal128 ? exact(number) : double(compute(toNumber(number)));
  });

const notNegative = (value: Numeric): void => {
  if (compareNumbers(value, 0) < 0 && !Number.isNaN(toNumber(value)))
    throw locationError(28714, "$sqrt's argument must be greater than or equal to 0");
};

/** An operator of two numbers, each with the code of its refusal. */
function binary(codes: readonly [number, number], compute: (a: Numeric, b: Numeric) => Value): Operator {
  return (operand, compiler, name) => {
    const [left, right] = two(operand, compiler, name);
    return (scope) => {
      const [a, b] = [left(scope), right(scope)];
      if (isNullish(a) || isNullish(b)) return null;
      return compute(realNumber(a, name, codes[0]), realNumber(b, name, codes[1]));
    };
  };
}

const pow = binary([28762, 28763], (base, exponent) => {
  if (compareNumbers(base, 0) === 0 && compareNumbers(exponent, 0) < 0 && !Number.isNaN(toNumber(exponent)))
    throw locationError(28764, '$pow cannot take a base of 0 and a negative exponent');
  if (base instanceof Decimal128 || exponent instanceof Decimal128)
    return decimalPow(toDecimal(base), toDecimal(exponent));
  // JavaScript has no result for one to the infinite power.
  const nearest = toNumber(base) === 1 ? 1 : toNumber(base) ** toNumber(exponent);
  const whole = numericKind(base) !== 'double' && numericKind(exponent) !== 'double';
  // Beyond int64 by far there is no need for the exact product; below it, it takes few digits.
  if (!whole || !Number.isInteger(nearest) || Math.abs(nearest) > 2 ** 64) return double(nearest);
  return wholePower(base, exponent) ?? double(nearest);
});

/** The exact power in the type that holds it; undefined beyond int64. */
function wholePower(base: Numeric, exponent: Numeric): Value | undefined {
  const [b, e] = [base, exponent].map((one) => (typeof one === 'bigint' ? one : BigInt(toNumber(one))));
  if (b === undefined || e === undefined) return undefined;
  const unit = b === 1n || b === -1n;
  // Of units only the parity of the exponent counts.
  const result = unit ? (e % 2n === 0n ? 1n : b) : e < 0n ? 0n : b ** e;
  if (result < INT64_MIN || result > INT64_MAX) return undefined;
  const long = typeof base === 'bigint' || typeof exponent === 'bigint';
  return long || result !== BigInt.asIntN(32, result) ? result : Number(result);
}

const log = binary([28756, 28757], (value, base) => {
  positive(value, 28758, '$log');
  if (compareNumbers(base, 0) <= 0 || compareNumbers(base, 1) === 0) {
    if (!Number.isNaN(toNumber(base)))
      throw locationError(
        28759,
        `$log's base must be a positive number not equal to 1, but is ${toNumber(base)}`,
      );
  }
  if (value instanceof Decimal128 || base instanceof Decimal128)
    return decimalLog(toDecimal(value), toDecimal(base));
  return double(Math.log(toNumber(value)) / Math.log(toNumber(base)));
});

export const powerOperators: OperatorTable = {
  $exp: real(Math.exp, decimalExp),
  $ln: real(Math.log, decimalLn, (value, name) => positive(value, 28766, name)),
  $log: log,
  $log10: real(Math.log10, decimalLog10, (value, name) => positive(value, 28761, name)),
  $pow: pow,
  $sqrt: real(Math.sqrt, decimalSqrt, notNegative),
};
