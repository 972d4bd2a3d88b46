import type { IndexEntry } from '../catalog/entries.ts';
import type { Collation } from '../collation/collation.ts';
import { tableKey } from '../storage/keys.ts';
import { withBranch, type Analysis } from './analysis.ts';
import { boundsOfField, type FieldBounds } from './bounds.ts';
import { EVERYTHING, span } from './interval.ts';
import { keyFilter, type KeyFilter } from './key-filter.ts';

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
  /** Bounds on fields behind the ranges. */
  keyFilter: KeyFilter | undefined;
  /** The keys that the query named in place of bounds, for explain. */
  between?: string;
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
    keyFilter: undefined,
    fixed: Math.min(...plans.map((plan) => plan.fixed), whole.fixed),
    exact: false,
  };
}

function strength(plan: IndexPlan): number {
  return plan.points * 2 + (plan.ranged ? 1 : 0);
}

function planConjunction(index: IndexEntry, analysis: Analysis, collation: Collation | undefined): IndexPlan {
  const bounds: (FieldBounds | undefined)[] = [];
  for (const position of index.fields.keys())
    bounds.push(boundsOfField(index, position, analysis, collation, bounds));
  const { plan, used, prefixes } = boundedScan(index, bounds);
  const exactTests = boundKeys(plan, used, prefixes);
  plan.exact = !analysis.opaque && analysis.ors.length === 0 && exactTests === analysis.tests.length;
  return plan;
}

/** The scan of an index between bounds on its fields: ranges up to the first field that is held to a range. */
export function boundedScan(index: IndexEntry, bounds: (FieldBounds | undefined)[]) {
  const plan: IndexPlan = {
    index,
    ranges: [],
    streams: undefined,
    points: 0,
    fixed: 0,
    ranged: false,
    exact: false,
    keyFilter: undefined,
    bounds,
  };
  const { prefixes, last, direction, used } = boundRanges(plan);
  plan.ranges = union(prefixes.flatMap((prefix) => close(index, prefix, last, direction)));
  if (prefixes.length > 1 && prefixes.length <= MAX_STREAMS)
    plan.streams = prefixes.map((prefix) => ({
      ranges: union(close(index, prefix, last, direction)),
      prefixLength: prefix.length,
    }));
  return { plan, used, prefixes };
}

type Ranges = {
  prefixes: Buffer[];
  /** Bounds of the field behind the prefixes. */
  last: FieldBounds | undefined;
  direction: 1 | -1;
  /** Fields whose bounds the ranges hold. */
  used: number;
};

/** The ranges that the bounds make: points up to the first field that is held to a range or not at all. */
function boundRanges(plan: IndexPlan): Ranges {
  let prefixes: Buffer[] = [Buffer.alloc(0)];
  for (const [position, { direction }] of plan.index.fields.entries()) {
    const own = plan.bounds[position];
    if (own === undefined) return { prefixes, last: undefined, direction: 1, used: position };
    const fits = prefixes.length * own.intervals.length <= MAX_RANGES;
    if (!fits || !own.intervals.every((interval) => interval.point)) {
      plan.ranged = true;
      const last = fits ? own : { ...own, intervals: [EVERYTHING] };
      return { prefixes, last, direction, used: fits ? position + 1 : position };
    }
    plan.points += 1;
    if (own.intervals.length === 1 && plan.fixed === position) plan.fixed += 1;
    prefixes = prefixes.flatMap((prefix) =>
      own.intervals.flatMap((interval) => {
        const bytes = span({ ...interval, highInclusive: true }, direction)?.start;
        return bytes === undefined ? [] : [Buffer.concat([prefix, bytes])];
      }),
    );
  }
  return { prefixes, last: undefined, direction: 1, used: plan.points };
}

/** Holds the fields from `used` on to their bounds key by key. Returns how many tests all bounds together answer. */
function boundKeys(plan: IndexPlan, used: number, prefixes: readonly Buffer[]): number {
  const { index, bounds } = plan;
  // Keys that were too long can't be taken apart.
  if (index.flags.truncated) bounds.fill(undefined, used);
  const [only] = prefixes;
  const head =
    only !== undefined && prefixes.length === 1
      ? { bytes: only.length, fields: plan.points }
      : { bytes: 0, fields: 0 };
  plan.keyFilter = keyFilter(index, bounds, used, head);
  if (bounds.some((own) => own?.intervals.length === 0)) plan.ranges = [];
  return bounds.reduce((sum, own) => sum + (own?.exact === true ? own.tests.length : 0), 0);
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
