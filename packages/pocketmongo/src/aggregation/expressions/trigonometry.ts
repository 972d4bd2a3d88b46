import { toNumber } from '../../bson/numbers.ts';
import { Decimal128, double, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { isNullish, type Operator, type OperatorTable, two, unary } from './expression.ts';

const OUT_OF_BOUNDS = 50989;

/** A function of a real number. Decimals are computed as doubles and given back as decimals of 15 digits. */
function real(
  compute: (value: number) => number,
  inBounds: (value: number) => boolean = () => true,
): Operator {
  return unary((value, name) => {
    const number = numberOf(value, name);
    if (!Number.isNaN(number) && !inBounds(number)) {
      throw locationError(OUT_OF_BOUNDS, `cannot apply ${name} to ${number}, value is out of bounds`);
    }
    return like(compute(number), value);
  });
}

function numberOf(value: Value, name: string): number {
  if (isNumeric(value)) return toNumber(value);
  throw commandError('TypeMismatch', `${name} only supports numeric types, not ${typeAlias(value)}`);
}

const like = (result: number, ...inputs: readonly Value[]): Value =>
  inputs.some((input) => input instanceof Decimal128)
    ? Decimal128.fromString(Number.isFinite(result) ? result.toPrecision(15) : String(result))
    : double(result);

const atan2: Operator = (operand, compiler, name) => {
  const [left, right] = two(operand, compiler, name);
  return (scope) => {
    const [y, x] = [left(scope), right(scope)];
    if (isNullish(y) || isNullish(x)) return null;
    return like(Math.atan2(numberOf(y, name), numberOf(x, name)), y, x);
  };
};

const finite = (value: number): boolean => Number.isFinite(value);
const unit = (value: number): boolean => value >= -1 && value <= 1;

export const trigonometryOperators: OperatorTable = {
  $acos: real(Math.acos, unit),
  $acosh: real(Math.acosh, (value) => value >= 1),
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
