import { DECIMAL_TRIGONOMETRY, decimalAtan2 } from '../../bson/decimal-functions.ts';
import { compareNumbers, type Numeric, toDecimal, toNumber } from '../../bson/numbers.ts';
import { Decimal128, double, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish, type Operator, type OperatorTable, two, unary } from './expression.ts';

const OUT_OF_BOUNDS = 50989;

/** A function of a real number; decimals give decimals. */
function real(
  compute: (value: number) => number,
  inBounds: (value: Numeric) => boolean = () => true,
): Operator {
  return unary((value, name) => {
    const number = numberOf(value, name, 28765);
    if (!Number.isNaN(toNumber(number)) && !inBounds(number)) {
      throw locationError(
        OUT_OF_BOUNDS,
        `cannot apply ${name} to ${toNumber(number)}, value is out of bounds`,
      );
    }
    const exact = number instanceof Decimal128 ? DECIMAL_TRIGONOMETRY.get(name.slice(1)) : undefined;
    return exact !== undefined && number instanceof Decimal128
      ? exact(number)
      : double(compute(toNumber(number)));
  });
}

function numberOf(value: Value, name: string, code: number): Numeric {
  if (isNumeric(value)) return value;
  throw locationError(code, `${name} only supports numeric types, not ${typeAlias(value)}`);
}

const atan2: Operator = (operand, compiler, name) => {
  const [left, right] = two(operand, compiler, name);
  return (scope) => {
    const [y, x] = [left(scope), right(scope)];
    if (isNullish(y) || isNullish(x)) return null;
    const [a, b] = [numberOf(y, name, 51044), numberOf(x, name, 51045)];
    if (a instanceof Decimal128 || b instanceof Decimal128) return decimalAtan2(toDecimal(a), toDecimal(b));
    return double(Math.atan2(toNumber(a), toNumber(b)));
  };
};

const finite = (value: Numeric): boolean =>
  Number.isFinite(toNumber(value)) || (value instanceof Decimal128 && !/Inf/.test(value.toString()));
const unit = (value: Numeric): boolean => compareNumbers(value, -1) >= 0 && compareNumbers(value, 1) <= 0;

export const trigonometryOperators: OperatorTable = {
  $acos: real(Math.acos, unit),
  $acosh: real(Math.acosh, (value) => compareNumbers(value, 1) >= 0),
  $asin: real(Math.asin, unit),
  $asinh: real(Math.asinh),
  $atan: real(Math.atan),
  $atan2: atan2,
  $atanh: real(Math.atanh, unit),
  $cos: real(Math.cos, finite),
  $cosh: real(Math.cosh),
  $degreesToRadians: real((value) => (value * Math.PI) / 180),
  $radiansToDegrees: real((value) => (value * 180) / Math.PI),
  $sin: real(Math.sin, finite),
  $sinh: real(Math.sinh),
  $tan: real(Math.tan, finite),
  $tanh: real(Math.tanh),
};
