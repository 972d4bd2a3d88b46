import type { Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import type { IndexField } from '../catalog/index-field.ts';
import type { Collation } from '../collation/collation.ts';
import { encodeComponent } from '../indexes/key-encoding.ts';
import { holds, wildcardLimit, type WildcardDefinition } from '../indexes/wildcard/definition.ts';
import type { Analysis } from './analysis.ts';
import { boundsOfField, type FieldBounds } from './bounds.ts';
import { impliesExistence } from './implication.ts';
import { boundedScan, type IndexPlan } from './index-plan.ts';
import { planWildcard } from './wildcard.ts';
import { isAnswerable, PATH, wildcardPaths } from './wildcard-paths.ts';

/** Name of what lies at a path when no path is asked for. */
const ANY = '$_value';

/** The scans of a wildcard index that a filter allows. */
export function planWildcards(
  index: IndexEntry,
  definition: WildcardDefinition,
  analysis: Analysis,
  collation: Collation | undefined,
): IndexPlan[] {
  const isCompound = definition.before.length + definition.after.length > 0;
  return (isCompound ? planCompound : planWildcard)(index, definition, analysis, collation);
}

/**
 * The scans of a compound wildcard index that a filter allows: one for each path below the wildcard that it puts bounds
 * on, or one by the fields before the wildcard alone. The first field of the index has to be bounded.
 */
function planCompound(
  index: IndexEntry,
  definition: WildcardDefinition,
  analysis: Analysis,
  collation: Collation | undefined,
): IndexPlan[] {
  const parts = { index, definition, analysis, collation };
  const byPath = wildcardPaths(analysis)
    .filter((path) => holds(definition, path))
    .flatMap((path) => planPath(parts, path) ?? []);
  if (byPath.length > 0) return byPath;
  return planPrefix(parts) ?? [];
}

type Parts = {
  index: IndexEntry;
  definition: WildcardDefinition;
  analysis: Analysis;
  collation: Collation | undefined;
};

/** Whoever has something at the path is in the index, whatever it has in the other fields. */
function planPath(parts: Parts, path: string): IndexPlan | undefined {
  const { definition, analysis } = parts;
  const own = asOrdinary(parts, path);
  const at = definition.before.length;
  const tests = analysis.tests.filter((test) => test.path === path && isAnswerable(test));
  const value = boundsOfField(own, at + 1, { ...analysis, tests }, parts.collation, []);
  if (value === undefined) return undefined;
  const before = boundsBefore(parts, own);
  if (before.includes(undefined)) return undefined;
  const after = definition.after.map((_, i) => boundsOfField(own, at + 2 + i, analysis, parts.collation, []));
  const plan = scan(own, [...before, pointAt(definition, path), value, ...after]);
  // The path is not a field of the filter; and as names with dots make its keys, too, these give no order.
  return { ...plan, points: plan.points - 1, fixed: Math.min(plan.fixed, at) };
}

/** Documents without anything below the wildcard are in the index when one of the other fields is there. */
function planPrefix(parts: Parts): IndexPlan[] | undefined {
  const { definition, analysis } = parts;
  const others = new Set([...definition.before, ...definition.after].map(({ path }) => path));
  if (!analysis.tests.some((test) => others.has(test.path) && impliesExistence(test))) return undefined;
  const own = asOrdinary(parts, ANY);
  const bounds = boundsBefore(parts, own);
  return bounds[0] === undefined ? undefined : [scan(own, bounds)];
}

/** Not exact: names with dots in them make keys like those of paths. */
function scan(own: IndexEntry, bounds: (FieldBounds | undefined)[]): IndexPlan {
  const { plan } = boundedScan(own, bounds);
  if (bounds.some((field) => field?.intervals.length === 0)) plan.ranges = [];
  return { ...plan, streams: undefined };
}

const boundsBefore = ({ definition, analysis, collation }: Parts, own: IndexEntry) =>
  definition.before.map((_, i) => boundsOfField(own, i, analysis, collation, []));

function pointAt(definition: WildcardDefinition, path: string): FieldBounds {
  const { bytes } = encodeComponent(path, undefined, wildcardLimit(definition));
  const inclusive = { lowInclusive: true, highInclusive: true, point: true };
  const interval = { low: bytes, high: bytes, ...inclusive, shown: () => `["${path}", "${path}"]` };
  return { intervals: [interval], exact: false, tests: [] };
}

/** The part of the index that holds one path, as an index on that path and on the other fields. */
function asOrdinary({ index, definition }: Parts, path: string): IndexEntry {
  const { before, after } = definition;
  const shown = (fields: readonly IndexField[]) =>
    fields.map((field): [string, Value] => [field.path, field.direction]);
  const value: [string, Value][] = path === ANY ? [] : [[path, 1]];
  const [multikey = false] = index.flags.multikey;
  return {
    ...index,
    keyPattern: new Map<string, Value>([...shown(before), [PATH, 1], ...value, ...shown(after)]),
    fields: [
      ...before,
      { path: PATH, parts: [PATH], direction: 1 },
      { path, parts: path.split('.'), direction: 1 },
      ...after,
    ],
    flags: {
      ...index.flags,
      multikey: [...before.map(() => false), true, multikey, ...after.map(() => false)],
    },
  };
}
