import {
  addNumbers, compareNumbers, IntegerOverflow, multiplyNumbers, negateNumber, type Numeric, numericKind, INT64_MIN, subtractNumbers, toDecimal, toNumber,
} from '../../bson/numbers.ts'; // prettier-ignore
import { Decimal128, double, isNumeric, type Value, WideDate } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { decimalRemainder, divideNumbers } from './division.ts';
import { compileArguments, isNullish, type Operator, type OperatorTable, two, unary } from './expression.ts';
import { realNumber } from './powers.ts';
import { rounding } from './rounding.ts';

/** Beyond int64 the result goes on as a double, as the manual says of `$add` and `$multiply`. */
function widening(compute: (a: Numeric, b: Numeric) => Numeric, wide: (a: number, b: number) => number) {
  return (a: Numeric, b: Numeric): Numeric => {
    try {
      return compute(a, b);
    } catch (error) {
      if (!(error instanceof IntegerOverflow)) throw error;
      return double(wide(toNumber(a), toNumber(b)));
    }
  };
}

const addWide = widening(addNumbers, (a, b) => a + b);
const subtractWide = widening(subtractNumbers, (a, b) => a - b);
const multiplyWide = widening(multiplyNumbers, (a, b) => a * b);

/** A date some milliseconds on; halves of them are rounded away from zero. */
function moved(date: Date, by: number): Date | WideDate {
  const ms = date.getTime() + Math.sign(by) * Math.round(Math.abs(by));
  if (Math.abs(ms) < 2 ** 63) return Math.abs(ms) <= 8.64e15 ? new Date(ms) : new WideDate(BigInt(ms));
  throw commandError('Overflow', 'date overflow');
}

const add: Operator = (operand, compiler, name) => {
  const terms = compileArguments(operand, compiler, name, 0, Infinity);
  return (scope) => {
    let total: Numeric = 0;
    let date: Date | undefined;
    for (const term of terms) {
      const value = term(scope);
      if (isNullish(value)) return null;
      if (value instanceof Date) {
        if (date !== undefined) throw locationError(16612, 'only one date allowed in an $add expression');
        date = value;
      } else if (isNumeric(value)) total = addWide(total, value);
      else
        throw commandError(
          'TypeMismatch',
          `$add only supports numeric or date types, not ${typeAlias(value)}`,
        );
    }
    return date === undefined ? total : moved(date, toNumber(total));
  };
};

const subtract: Operator = (operand, compiler, name) => {
  const [left, right] = two(operand, compiler, name);
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    if (isNullish(a) || isNullish(b)) return null;
    if (isNumeric(a) && isNumeric(b)) return subtractWide(a, b);
    if (a instanceof Date && b instanceof Date) return BigInt(a.getTime() - b.getTime());
    if (a instanceof Date && isNumeric(b)) return moved(a, -toNumber(b));
    throw commandError('TypeMismatch', `can't $subtract ${typeAlias(b)} from ${typeAlias(a)}`);
  };
};

const multiply: Operator = (operand, compiler, name) => {
  const factors = compileArguments(operand, compiler, name, 0, Infinity);
  return (scope) => {
    let product: Numeric = 1;
    for (const factor of factors) {
      const value = factor(scope);
      if (isNullish(value)) return null;
      product = multiplyWide(product, numeric(value, name));
    }
    return product;
  };
};

const divide: Operator = binary((a, b) => {
  if (isZero(b)) throw commandError('BadValue', "can't $divide by zero");
  return divideNumbers(a, b);
});

const mod: Operator = binary((a, b) => {
  const inDecimals = a instanceof Decimal128 || b instanceof Decimal128;
  if (isZero(b)) throw locationError(inDecimals ? 5733415 : 16610, "can't $mod by zero");
  if (inDecimals) return decimalRemainder(toDecimal(a), toDecimal(b));
  if (numericKind(a) === 'double' || numericKind(b) === 'double') return double(toNumber(a) % toNumber(b));
  const rest = wholeOf(a) % wholeOf(b);
  return typeof a === 'bigint' || typeof b === 'bigint' ? rest : Number(rest);
});

/** An int32 or int64 as a bigint. */
const wholeOf = (value: Numeric): bigint => (typeof value === 'bigint' ? value : BigInt(toNumber(value)));

function isZero(value: Numeric): boolean {
  return compareNumbers(value, 0) === 0;
}

/** An operator of two numbers that gives null for null and missing. */
function binary(compute: (a: Numeric, b: Numeric) => Value): Operator {
  return (operand, compiler, name) => {
    const [left, right] = two(operand, compiler, name);
    return (scope) => {
      const [a, b] = [left(scope), right(scope)];
      if (isNullish(a) || isNullish(b)) return null;
      return compute(numeric(a, name), numeric(b, name));
    };
  };
}

function numeric(value: Value, name: string): Numeric {
  if (isNumeric(value)) return value;
  const message = `${name} only supports numeric types, not ${typeAlias(value)}`;
  throw name === '$mod' ? locationError(16611, message) : commandError('TypeMismatch', message);
}

const abs: Operator = unary((value, name) => {
  const number = realNumber(value, name);
  if (number === INT64_MIN) throw locationError(28680, "can't take $abs of long long min");
  return compareNumbers(number, 0) < 0 || Object.is(toNumber(number), -0) ? negateNumber(number) : number;
});

export const arithmeticOperators: OperatorTable = {
  $add: add,
  $subtract: subtract,
  $multiply: multiply,
  $divide: divide,
  $mod: mod,
  $abs: abs,
  $ceil: rounding('ceil'),
  $floor: rounding('floor'),
  $round: rounding('round'),
  $trunc: rounding('trunc'),
};
