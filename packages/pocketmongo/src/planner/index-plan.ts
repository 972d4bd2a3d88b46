import type { IndexEntry } from '../catalog/entries.ts';
import type { Collation } from '../engine.ts';
import { tableKey } from '../storage/keys.ts';
import { withBranch, type Analysis } from './analysis.ts';
import { boundsOfField, EVERYTHING, span, type FieldBounds } from './bounds.ts';

/** Store keys that a scan visits: from ≤ key < to. */
export type ScanRange = { from: Buffer; to: Buffer };

/** The ranges under one combination of the points' values, and the length of what their keys share. */
export type Stream = { ranges: ScanRange[]; prefixLength: number };

/** How one index can answer a query. */
export type IndexPlan = {
  index: IndexEntry;
  /** In index order, not overlapping. */
  ranges: ScanRange[];
  /**
   * The same scan by the values that the points hold: each stream is in the order of the fields after its prefix.
   * Missing when there is one only, or too many.
   */
  streams: Stream[] | undefined;
  /** Fields, from the first, that are held to single values… */
  points: number;
  /** …of which this many to one value each. */
  fixed: number;
  /** A further field is held to a range. */
  ranged: boolean;
  /** The bounds say all that the filter says. */
  exact: boolean;
  /** By field, for explain. */
  bounds: (FieldBounds | undefined)[];
};

const MAX_RANGES = 2_000;
const MAX_STREAMS = 100;

/** The scan of an index that a filter calls for; with an $or, the union over its branches. */
export function planIndex(
  index: IndexEntry,
  analysis: Analysis,
  collation: Collation | undefined,
): IndexPlan {
  const whole = planConjunction(index, analysis, collation);
  const [branches] = analysis.ors;
  if (branches === undefined || branches.length === 0) return whole;
  const base = { ...analysis, ors: analysis.ors.slice(1) };
  const plans = branches.map((branch) => planConjunction(index, withBranch(base, branch), collation));
  const weakest = plans.reduce(
    (least, plan) => (strength(plan) < strength(least) ? plan : least),
    plans[0] ?? whole,
  );
  if (strength(weakest) <= strength(whole)) return { ...whole, exact: false };
  return {
    ...weakest,
    ranges: union(plans.flatMap((plan) => plan.ranges)),
    streams: undefined,
    fixed: Math.min(...plans.map((plan) => plan.fixed), whole.fixed),
    exact: false,
  };
}

function strength(plan: IndexPlan): number {
  return plan.points * 2 + (plan.ranged ? 1 : 0);
}

function planConjunction(index: IndexEntry, analysis: Analysis, collation: Collation | undefined): IndexPlan {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  const bounds: (FieldBounds | undefined)[] = [];
  const plan: IndexPlan = {
    index,
    ranges: [],
    streams: undefined,
    points: 0,
    fixed: 0,
    ranged: false,
    exact: false,
    bounds,
  };
  let last: FieldBounds | undefined;
  let direction: 1 | -1 = 1;
  let exactTests = 0;
  for (const [position, field] of index.fields.entries()) {
    const own = boundsOfField(index, position, analysis, collation, bounds);
    bounds.push(own);
    if (own === undefined) break;
    const fits = prefixes.length * own.intervals.length <= MAX_RANGES;
    if (!own.intervals.every((interval) => interval.point) || !fits) {
      plan.ranged = true;
      last = fits ? own : { ...own, intervals: [EVERYTHING] };
      direction = field.direction;
      if (own.exact && fits) exactTests += own.tests.length;
      break;
    }
    plan.points += 1;
    if (own.intervals.length === 1 && plan.fixed === position) plan.fixed += 1;
    if (own.exact) exactTests += own.tests.length;
    prefixes = prefixes.flatMap((prefix) =>
      own.intervals.flatMap((interval) => {
        const bytes = span({ ...interval, highInclusive: true }, field.direction)?.start;
        return bytes === undefined ? [] : [Buffer.concat([prefix, bytes])];
      }),
    );
  }
  plan.ranges = union(prefixes.flatMap((prefix) => close(index, prefix, last, direction)));
  if (prefixes.length > 1 && prefixes.length <= MAX_STREAMS)
    plan.streams = prefixes.map((prefix) => ({
      ranges: union(close(index, prefix, last, direction)),
      prefixLength: prefix.length,
    }));
  plan.exact = !analysis.opaque && analysis.ors.length === 0 && exactTests === analysis.tests.length;
  return plan;
}

function close(
  index: IndexEntry,
  prefix: Buffer,
  last: FieldBounds | undefined,
  direction: 1 | -1,
): ScanRange[] {
  const ends =
    last === undefined ? [span(EVERYTHING, 1)] : last.intervals.map((interval) => span(interval, direction));
  return ends
    .filter((end) => end !== undefined)
    .map((end) => ({
      from: tableKey(index.table, last === undefined ? prefix : Buffer.concat([prefix, end.start])),
      to: tableKey(index.table, Buffer.concat([prefix, end.end])),
    }));
}

/** Sorts and joins ranges that touch or overlap. */
export function union(ranges: readonly ScanRange[]): ScanRange[] {
  if (ranges.length < 2) return [...ranges];
  const sorted = [...ranges].sort((a, b) => Buffer.compare(a.from, b.from));
  const result: ScanRange[] = [];
  for (const range of sorted) {
    const last = result[result.length - 1];
    if (last !== undefined && Buffer.compare(range.from, last.to) <= 0) {
      if (Buffer.compare(range.to, last.to) > 0)
        result[result.length - 1] = { from: last.from, to: range.to };
    } else if (Buffer.compare(range.from, range.to) < 0) result.push(range);
  }
  return result;
}
