import { compareValues } from '../../bson/compare.ts';
import type { Numeric } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import { addWide, average } from '../accumulators/numbers.ts';
import { compileArguments, isNullish, type Operator, type OperatorTable } from './expression.ts';

/** An accumulator over its arguments, or over the elements of its only argument. */
function over(compute: (values: readonly Value[]) => Value): Operator {
  return (operand, compiler, name) => {
    const expressions = compileArguments(operand, compiler, name, 0, Infinity);
    const [only] = expressions;
    return (scope) => {
      if (only !== undefined && expressions.length === 1) {
        const value = only(scope);
        return compute(Array.isArray(value) ? value : value === undefined ? [] : [value]);
      }
      return compute(expressions.flatMap((expression) => expression(scope) ?? []));
    };
  };
}

const extreme = (direction: 1 | -1): Operator =>
  over((values) => {
    let best: Value = null;
    for (const value of values) {
      if (isNullish(value)) continue;
      if (best === null || compareValues(value, best) * direction > 0) best = value;
    }
    return best;
  });

const total = (values: readonly Value[]): Numeric => values.filter(isNumeric).reduce<Numeric>(addWide, 0);

export const accumulatorOperators: OperatorTable = {
  $sum: over(total),
  $avg: over((values) => average(total(values), values.filter(isNumeric).length)),
  $min: extreme(-1),
  $max: extreme(1),
};
