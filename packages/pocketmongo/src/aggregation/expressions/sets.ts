import { isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { isTruthy } from '../../query/operators/element.ts';
import { typeAlias } from '../../query/types.ts';
import { valueKey } from '../../query/value-key.ts';
import { compileArguments, isNullish, one, type Operator, type OperatorTable } from './expression.ts';

type Keyed = ReadonlyMap<string, Value>;

/** Of equal values the first stays, as 1 of 1 and 1.0. */
function keyed(entries: readonly (readonly [string, Value])[]): Map<string, Value> {
  const set = new Map<string, Value>();
  for (const [key, value] of entries) if (!set.has(key)) set.set(key, value);
  return set;
}

interface SetRules {
  least: number;
  most: number;
  /** The codes of an argument that is no array, by its place; the last is for the rest. */
  codes: readonly number[];
  /** Whether null gives null; else it is refused as well. */
  nullable: boolean;
}

const rules = (least: number, most: number, codes: readonly number[], nullable = true): SetRules => ({
  least,
  most,
  codes,
  nullable,
});

function overSets(
  { least, most, codes, nullable }: SetRules,
  compute: (sets: readonly Keyed[]) => Value,
): Operator {
  return (operand, compiler, name) => {
    const expressions = compileArguments(operand, compiler, name, least, most);
    return (scope) => {
      const sets: Keyed[] = [];
      for (const [index, expression] of expressions.entries()) {
        const value = expression(scope);
        if (nullable && isNullish(value)) return null;
        if (!Array.isArray(value))
          throw locationError(
            codes[index] ?? codes.at(-1) ?? 17043,
            `All operands of ${name} must be arrays. One argument is of type: ${typeAlias(value)}`,
          );
        sets.push(keyed(value.map((element) => [valueKey(element, compiler.collation), element])));
      }
      return compute(sets);
    };
  };
}

const EMPTY: Keyed = new Map();

const isSubset = (small: Keyed, large: Keyed): boolean => [...small.keys()].every((key) => large.has(key));

const setEquals = overSets(rules(2, Infinity, [17044], false), ([first = EMPTY, ...others]) =>
  others.every((set) => set.size === first.size && isSubset(set, first)),
);

/** A literal that is no array, seen before any document. */
const isNeverArray = (operand: Value): boolean =>
  !Array.isArray(operand) &&
  !(typeof operand === 'string' && operand.startsWith('$')) &&
  !(isDoc(operand) && [...operand.keys()][0]?.startsWith('$') === true);

const anyOrAll = (code: number, decide: (values: readonly Value[]) => boolean): Operator => {
  return (operand, compiler, name) => {
    const argument = one(operand, compiler, name);
    return (scope) => {
      const value = argument(scope);
      if (!Array.isArray(value))
        throw locationError(code, `${name}'s argument must be an array, but is ${typeAlias(value)}`);
      return decide(value);
    };
  };
};

export const setOperators: OperatorTable = {
  $setUnion: overSets(rules(0, Infinity, [17043]), (sets) => [
    ...keyed(sets.flatMap((set) => [...set])).values(),
  ]),
  $setIntersection: overSets(rules(0, Infinity, [17047]), ([first = EMPTY, ...others]) =>
    [...first].filter(([key]) => others.every((set) => set.has(key))).map(([, value]) => value),
  ),
  $setDifference: overSets(rules(2, 2, [17048, 17049]), ([first = EMPTY, second = EMPTY]) =>
    [...first].filter(([key]) => !second.has(key)).map(([, value]) => value),
  ),
  $setEquals: (operand, compiler, name) => {
    if (!Array.isArray(operand) || operand.length < 2)
      throw locationError(17045, '$setEquals needs at least two arguments');
    if (operand.some(isNeverArray)) throw locationError(5887502, 'All operands of $setEquals must be arrays');
    return setEquals(operand, compiler, name);
  },
  $setIsSubset: overSets(rules(2, 2, [17046, 17042], false), ([small = EMPTY, large = EMPTY]) =>
    isSubset(small, large),
  ),
  $anyElementTrue: anyOrAll(17041, (values) => values.some(isTruthy)),
  $allElementsTrue: anyOrAll(17040, (values) => values.every(isTruthy)),
};
