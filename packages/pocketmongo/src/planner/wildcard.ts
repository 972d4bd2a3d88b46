import type { Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError } from '../errors.ts';
import { componentLimit, encodeComponent, successor } from '../indexes/key-encoding.ts';
import { holds, holdsBelow, type WildcardDefinition } from '../indexes/wildcard/definition.ts';
import { tableKey } from '../storage/keys.ts';
import type { Analysis } from './analysis.ts';
import { boundsOfField } from './bounds.ts';
import { span } from './interval.ts';
import { union, type IndexPlan, type ScanRange } from './index-plan.ts';
import { isAnswerable, PATH, wildcardPaths } from './wildcard-paths.ts';

/** The scans of a wildcard index that a filter allows: one for each path that it puts bounds on. */
export function planWildcard(
  index: IndexEntry,
  definition: WildcardDefinition,
  analysis: Analysis,
  collation: Collation | undefined,
): IndexPlan[] {
  return wildcardPaths(analysis).flatMap(
    (path) => planPath(index, definition, analysis, collation, path) ?? [],
  );
}

/** Refuses a hint to a wildcard index that can't answer the query. */
export function requirePlan(plans: readonly IndexPlan[]): void {
  if (plans.length === 0)
    throw commandError(
      'NoQueryExecutionPlans',
      'error processing query: planner returned error :: caused by :: the hinted wildcard index holds nothing that the filter asks for',
    );
}

function planPath(
  index: IndexEntry,
  definition: WildcardDefinition,
  analysis: Analysis,
  collation: Collation | undefined,
  path: string,
): IndexPlan | undefined {
  if (!holds(definition, path)) return undefined;
  const own = asOrdinary(index, path);
  const tests = analysis.tests.filter((test) => test.path === path && isAnswerable(test));
  const bounds = boundsOfField(own, 1, { ...analysis, tests }, collation, [undefined]);
  const existence = tests.some((test) => test.kind === 'exists') && holdsBelow(definition, path);
  if (bounds === undefined && !existence) return undefined;
  const isPoints = bounds?.intervals.every((interval) => interval.point) === true;
  return {
    index: own,
    ranges:
      bounds === undefined ? rangesBelow(index.table, path) : rangesAt(index.table, path, bounds.intervals),
    streams: undefined,
    points: isPoints ? 1 : 0,
    fixed: 0,
    ranged: !isPoints,
    // Names with dots in them make keys like those of paths.
    exact: false,
    keyFilter: undefined,
    bounds: [undefined, bounds],
  };
}

/** The part of a wildcard index that holds one path, as an index on that path. */
function asOrdinary(index: IndexEntry, path: string): IndexEntry {
  const [multikey = false] = index.flags.multikey;
  return {
    ...index,
    keyPattern: new Map<string, Value>([
      [PATH, 1],
      [path, 1],
    ]),
    fields: [
      { path: PATH, parts: [PATH], direction: 1 },
      { path, parts: path.split('.'), direction: 1 },
    ],
    // A document may lie under several keys even without arrays: as what exists at a path, and by names with dots.
    flags: { ...index.flags, multikey: [true, multikey] },
  };
}

/** The first part of the keys of a path. */
export function pathBytes(path: string): Buffer {
  return encodeComponent(path, undefined, componentLimit(2)).bytes;
}

type Intervals = NonNullable<ReturnType<typeof boundsOfField>>['intervals'];

function rangesAt(table: number, path: string, intervals: Intervals): ScanRange[] {
  const head = pathBytes(path);
  return union(
    intervals.flatMap((interval) => {
      const ends = span(interval, 1);
      if (ends === undefined) return [];
      return {
        from: tableKey(table, Buffer.concat([head, ends.start])),
        to: tableKey(table, Buffer.concat([head, ends.end])),
      };
    }),
  );
}

/** All keys of a path and of those below it. */
function rangesBelow(table: number, path: string): ScanRange[] {
  const below = pathBytes(`${path}.`);
  return union(
    [pathBytes(path), below.subarray(0, below.length - END_MARK)].map((head) => ({
      from: tableKey(table, head),
      to: tableKey(table, successor(head) ?? Buffer.from([0xff])),
    })),
  );
}

/** Bytes that end a string in a key. */
const END_MARK = 2;
