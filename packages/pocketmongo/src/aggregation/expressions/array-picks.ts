import { compareValues } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { type Compiler, isNullish, namedArguments, type Operator, type OperatorTable } from './expression.ts';

type Pick = (values: readonly Value[], count: number, compiler: Compiler) => Value[];

/** `{$firstN: {n, input}}` and its kin over an array. */
function picking(pick: Pick): Operator {
  return (operand, compiler, name) => {
    const parts = namedArguments(operand, name, ['n', 'input']);
    const [n, input] = [compiler.expression(parts.n), compiler.expression(parts.input)];
    return (scope) => {
      const values = input(scope);
      if (!Array.isArray(values)) {
        throw locationError(5788200, `Input must be an array, found: ${typeAlias(values)}`);
      }
      return pick(values, countOf(n(scope)), compiler);
    };
  };
}

/** The `n` of an operator that takes so many. */
export function countOf(value: Value | undefined): number {
  if (!isNumeric(value))
    throw locationError(5787902, `Value for 'n' must be of integral type, but found ${typeAlias(value)}`);
  const number = toNumber(value);
  if (!Number.isSafeInteger(number))
    throw locationError(5787903, `Value for 'n' must be of integral type, but found ${number}`);
  if (number <= 0) throw locationError(5787908, `'n' must be greater than 0, found ${number}`);
  return number;
}

const extremes =
  (direction: 1 | -1): Pick =>
  (values, count, { collation, step }) =>
    values
      .filter((value) => !isNullish(value))
      .sort((a, b) => {
        step();
        return compareValues(a, b, collation) * direction;
      })
      .slice(0, count);

export const arrayPickOperators: OperatorTable = {
  $firstN: picking((values, count) => values.slice(0, count)),
  $lastN: picking((values, count) => values.slice(-count)),
  $maxN: picking(extremes(-1)),
  $minN: picking(extremes(1)),
};
