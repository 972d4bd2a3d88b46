import { ACCUMULATORS } from '../src/aggregation/accumulators/accumulators.ts';
import { OPERATORS } from '../src/aggregation/expressions/operators.ts';
import { SOURCE_STAGES, STAGES, UNSUPPORTED_STAGES } from '../src/aggregation/stages.ts';
import { WINDOW_FUNCTIONS } from '../src/aggregation/windows/window-functions.ts';
import { MODIFIERS } from '../src/update/modifiers.ts';
import type { Table } from './case.ts';
import { MANUAL } from './manual.ts';

/** What the server itself knows, by kind; filters have no registry. */
const KNOWN: Readonly<Record<string, Iterable<string>>> = {
  expression: Object.keys(OPERATORS),
  accumulator: ACCUMULATORS.keys(),
  window: WINDOW_FUNCTIONS.keys(),
  stage: [...STAGES.keys(), ...SOURCE_STAGES.keys(), ...UNSUPPORTED_STAGES],
  update: MODIFIERS.keys(),
};

/** Cases worked out by hand that each name of the manual and of the server has to have. */
export const LEAST = 5;
/** Nothing can be told of these but how they are refused, or that they answer at all. */
const LEAST_REFUSED = 1;

/** The names that a list has and whose cases are too few, with their number. */
export function thinlyCovered(tables: readonly Table[]): string[] {
  const counts = new Map<string, number>();
  for (const { covers } of tables) {
    for (const [name, count] of covers ?? []) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return wanted().flatMap((name) => {
    const count = counts.get(name) ?? 0;
    return count >= (REFUSED.has(name) ? LEAST_REFUSED : LEAST) ? [] : [`${name}: ${count}`];
  });
}

/** Cases worked out by hand. */
export const workedOut = (tables: readonly Table[]): number =>
  tables.flatMap(({ covers }) => [...(covers?.values() ?? [])]).reduce((total, count) => total + count, 0);

function wanted(): string[] {
  const kinds = [...new Set([...Object.keys(MANUAL), ...Object.keys(KNOWN)])];
  return kinds
    .flatMap((kind) =>
      [...new Set([...(MANUAL[kind] ?? []), ...(KNOWN[kind] ?? [])])].map((name) => `${kind} ${name}`),
    )
    .filter((name) => !UNDOCUMENTED.has(name));
}

/** Known to the server and not to the manual: what filters call `$expr`, and another name of `$literal`. */
const UNDOCUMENTED: ReadonlySet<string> = new Set(['expression $const', 'expression $expr']);

/** Refused by name, or for other kinds of servers. */
const REFUSED: ReadonlySet<string> = new Set([
  'query $where',
  'expression $accumulator',
  'expression $function',
  'accumulator $accumulator',
  ...'$currentOp $listSessions $search $searchMeta $vectorSearch $listSampledQueries $shardedDataDistribution $listSearchIndexes'
    .split(' ')
    .map((name) => `stage ${name}`),
]);
