import { compareValues } from '../../bson/compare.ts';
import { UNDEFINED, type Value } from '../../bson/values.ts';
import { type Operator, type OperatorTable, two } from './expression.ts';

/** Comparison over all types in BSON order; missing comes before null. */
function comparing(result: (order: number) => Value): Operator {
  return (operand, compiler, name) => {
    const [left, right] = two(operand, compiler, name);
    const { collation } = compiler;
    return (scope) => {
      const [a, b] = [left(scope), right(scope)];
      return result(compareOptional(a, b, collation));
    };
  };
}

function compareOptional(
  a: Value | undefined,
  b: Value | undefined,
  collation: Parameters<typeof compareValues>[2],
): number {
  if (a === undefined || b === undefined) {
    if (a === b) return 0;
    return a === undefined ? (b === UNDEFINED ? 0 : -1) : 1;
  }
  return compareValues(a, b, collation);
}

export const comparisonOperators: OperatorTable = {
  $eq: comparing((order) => order === 0),
  $ne: comparing((order) => order !== 0),
  $gt: comparing((order) => order > 0),
  $gte: comparing((order) => order >= 0),
  $lt: comparing((order) => order < 0),
  $lte: comparing((order) => order <= 0),
  $cmp: comparing((order) => Math.sign(order)),
};
