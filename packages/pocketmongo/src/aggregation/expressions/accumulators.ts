import { compareValues } from '../../bson/compare.ts';
import { type Numeric, toNumber } from '../../bson/numbers.ts';
import { double, isNumeric, type Value } from '../../bson/values.ts';
import { average } from '../accumulators/numbers.ts';
import { checkMethod, percentileOf, sharesOf } from '../accumulators/percentile.ts';
import { runningTotal } from '../accumulators/total.ts';
import {
  type Compiler,
  compileArguments,
  isNullish,
  namedArguments,
  type Operator,
  type OperatorTable,
} from './expression.ts';

/** An accumulator over its arguments, or over the elements of its only argument. */
function over(compute: (values: readonly Value[], compiler: Compiler) => Value): Operator {
  return (operand, compiler, name) => {
    const expressions = compileArguments(operand, compiler, name, 0, Infinity);
    const [only] = expressions;
    return (scope) => {
      if (only !== undefined && expressions.length === 1) {
        const value = only(scope);
        return compute(Array.isArray(value) ? value : value === undefined ? [] : [value], compiler);
      }
      return compute(
        expressions.map((expression) => expression(scope) ?? null),
        compiler,
      );
    };
  };
}

const extreme = (direction: 1 | -1): Operator =>
  over((values, { collation }) => {
    let best: Value = null;
    for (const value of values) {
      if (isNullish(value)) continue;
      if (best === null || compareValues(value, best, collation) * direction > 0) best = value;
    }
    return best;
  });

function total(values: readonly Value[]): Numeric {
  const sum = runningTotal();
  for (const value of values) if (isNumeric(value)) sum.add(value);
  return sum.result();
}

const deviation = (sample: boolean): Operator =>
  over((values) => {
    const numbers = values.filter(isNumeric).map(toNumber);
    const divisor = sample ? numbers.length - 1 : numbers.length;
    if (divisor <= 0) return null;
    const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
    const squares = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0);
    return double(Math.sqrt(squares / divisor));
  });

/** The numbers of an array, or the number itself, in order. */
function sortedNumbers(value: Value | undefined): number[] {
  const values = Array.isArray(value) ? value : [value];
  return values
    .filter(isNumeric)
    .map(toNumber)
    .filter((number) => !Number.isNaN(number))
    .sort((a, b) => a - b);
}

const median: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'method']);
  checkMethod(parts.method);
  const input = compiler.expression(parts.input);
  return (scope) => percentileOf(sortedNumbers(input(scope)), 0.5);
};

const percentile: Operator = (operand, compiler, name) => {
  const parts = namedArguments(operand, name, ['input', 'p', 'method']);
  checkMethod(parts.method);
  const input = compiler.expression(parts.input);
  const shares = sharesOf(parts.p);
  return (scope) => {
    const sorted = sortedNumbers(input(scope));
    return shares.map((share) => percentileOf(sorted, share));
  };
};

export const accumulatorOperators: OperatorTable = {
  $sum: over(total),
  $avg: over((values) => average(total(values), values.filter(isNumeric).length)),
  $min: extreme(-1),
  $max: extreme(1),
  $median: median,
  $percentile: percentile,
  $stdDevPop: deviation(false),
  $stdDevSamp: deviation(true),
};
