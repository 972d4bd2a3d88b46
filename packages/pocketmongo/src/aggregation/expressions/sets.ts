import type { Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { isTruthy } from '../../query/operators/element.ts';
import { typeAlias } from '../../query/types.ts';
import { valueKey } from '../../query/value-key.ts';
import { compileArguments, isNullish, one, type Operator, type OperatorTable } from './expression.ts';

type Keyed = ReadonlyMap<string, Value>;

function overSets(compute: (sets: readonly Keyed[]) => Value, least: number, most: number): Operator {
  return (operand, compiler, name) => {
    const expressions = compileArguments(operand, compiler, name, least, most);
    return (scope) => {
      const sets: Keyed[] = [];
      for (const expression of expressions) {
        const value = expression(scope);
        if (isNullish(value)) return null;
        if (!Array.isArray(value))
          throw locationError(
            17043,
            `All operands of ${name} must be arrays. One argument is of type: ${typeAlias(value)}`,
          );
        sets.push(new Map(value.map((element) => [valueKey(element, compiler.collation), element])));
      }
      return compute(sets);
    };
  };
}

const EMPTY: Keyed = new Map();

const isSubset = (small: Keyed, large: Keyed): boolean => [...small.keys()].every((key) => large.has(key));

const anyOrAll = (decide: (values: readonly Value[]) => boolean): Operator => {
  return (operand, compiler, name) => {
    const argument = one(operand, compiler, name);
    return (scope) => {
      const value = argument(scope);
      if (!Array.isArray(value))
        throw locationError(17041, `${name}'s argument must be an array, but is ${typeAlias(value)}`);
      return decide(value);
    };
  };
};

export const setOperators: OperatorTable = {
  $setUnion: overSets((sets) => [...new Map(sets.flatMap((set) => [...set])).values()], 0, Infinity),
  $setIntersection: overSets(
    ([first = EMPTY, ...others]) =>
      [...first].filter(([key]) => others.every((set) => set.has(key))).map(([, value]) => value),
    0,
    Infinity,
  ),
  $setDifference: overSets(
    ([first = EMPTY, second = EMPTY]) =>
      [...first].filter(([key]) => !second.has(key)).map(([, value]) => value),
    2,
    2,
  ),
  $setEquals: overSets(
    ([first = EMPTY, ...others]) => others.every((set) => set.size === first.size && isSubset(set, first)),
    2,
    Infinity,
  ),
  $setIsSubset: overSets(([small = EMPTY, large = EMPTY]) => isSubset(small, large), 2, 2),
  $anyElementTrue: anyOrAll((values) => values.some(isTruthy)),
  $allElementsTrue: anyOrAll((values) => values.every(isTruthy)),
};
