import { compareValues } from '../../bson/compare.ts';
import { type Doc, doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { compileSort } from '../../query/sort.ts';
import { countOf } from '../expressions/array-picks.ts';
import { isNullish, namedArguments, type Scope } from '../expressions/expression.ts';
import { sizeOf } from '../size-of.ts';
import type { AccumulatorCompiler } from './accumulator.ts';

type Choose = (values: Value[], count: number) => Value[];

/** Gathers values and gives so many of them; `n` may not depend on the document. */
function gathering(
  skipNull: boolean,
  choose: (collation: Parameters<typeof compareValues>[2]) => Choose,
): AccumulatorCompiler {
  return (argument, compiler) => {
    const parts = namedArguments(argument, '$firstN', ['n', 'input']);
    const [n, input] = [compiler.expression(parts.n), compiler.expression(parts.input)];
    const take = choose(compiler.collation);
    return () => {
      let values: Value[] = [];
      let count = 0;
      return {
        add: (scope) => {
          count ||= countOf(n(scope));
          const value = input(scope);
          if (skipNull && isNullish(value)) return;
          compiler.grow(sizeOf(value));
          values.push(value ?? null);
          // The worse part is dropped now and then.
          if (values.length >= count * 2 + 64) values = take(values, count);
        },
        result: () => take(values, count),
      };
    };
  };
}

const extreme = (direction: 1 | -1): AccumulatorCompiler =>
  gathering(
    true,
    (collation) => (values, count) =>
      values.sort((a, b) => compareValues(a, b, collation) * direction).slice(0, count),
  );

/** `$firstN: {input, n}` */
export const firstN = gathering(false, () => (values, count) => values.slice(0, count));
/** `$lastN` */
export const lastN = gathering(false, () => (values, count) => (count === 0 ? [] : values.slice(-count)));
/** `$maxN`; null and missing don't count */
export const maxN = extreme(-1);
/** `$minN` */
export const minN = extreme(1);

/** `$top`, `$bottom` and their N forms: by an order of their own. */
function ordered(bottom: boolean, many: boolean): AccumulatorCompiler {
  return (argument, compiler) => {
    const required = many ? (['n', 'sortBy', 'output'] as const) : (['sortBy', 'output'] as const);
    const parts = new Map(Object.entries(namedArguments<string>(argument, '$top', required)));
    const sortBy = parts.get('sortBy');
    if (!isDoc(sortBy)) throw locationError(10065, "invalid 'sortBy': expected an object");
    if (sortBy.size === 0) throw locationError(15976, 'sortBy must have at least one sort key');
    const compare = compileSort(sortBy, compiler.collation);
    const output = compiler.expression(parts.get('output') ?? null);
    const n = compiler.expression(many ? (parts.get('n') ?? null) : 1);
    return () => {
      let held: { root: Doc; value: Value }[] = [];
      let count = 0;
      const best = () => {
        const sorted = held.sort((a, b) => compare(a.root, b.root));
        return bottom ? sorted.slice(-count) : sorted.slice(0, count);
      };
      return {
        add: (scope: Scope) => {
          count ||= countOf(n(scope));
          const value = output(scope) ?? null;
          compiler.grow(sizeOf(value));
          held.push({ root: isDoc(scope.root) ? scope.root : doc({}), value });
          if (held.length >= count * 2 + 64) held = best();
        },
        result: () => {
          const values = best().map(({ value }) => value);
          return many ? values : (values[0] ?? null);
        },
      };
    };
  };
}

/** `$top: {sortBy, output}` */
export const top = ordered(false, false);
/** `$topN` */
export const topN = ordered(false, true);
/** `$bottom` */
export const bottom = ordered(true, false);
/** `$bottomN` */
export const bottomN = ordered(true, true);
