import type { IndexEntry } from '../catalog/entries.ts';
import { componentLimit, encodeComponent, invert, successor } from '../indexes/key-encoding.ts';
import { componentEnd, maskOf } from '../indexes/key-parts.ts';
import type { IndexPlan, ScanRange } from '../planner/index-plan.ts';
import { RECORD_ID_BYTES, recordIdOfKey, recordIdOfValue, TABLE_BYTES } from '../storage/keys.ts';
import type { View } from '../storage/view.ts';
import type { Entry } from '../storage/range.ts';
import type { Progress } from './counters.ts';
import { keyCheck } from './key-check.ts';
import { KeyScan } from './key-scan.ts';

const NULL = encodeComponent(null, undefined, componentLimit(1)).bytes;
const INVERTED_NULL = invert(NULL);

/** Gives entries of an index, one by one. */
export type Entries = () => Entry | undefined;

export type ScanOptions = {
  reverse: boolean;
  /** The entries' values are wanted too. */
  values: boolean;
  /** The field of which each value is wanted once. */
  distinct?: number | undefined;
  /** Of what has null or nothing there, each is wanted: they share a key. */
  distinctNulls?: boolean;
  /** The number of entries that is probably wanted. */
  first: number;
  /** Records that were met already, where several entries may stand for one. */
  seen?: Set<number> | undefined;
};

export function recordIdOf(index: IndexEntry, entry: Entry): number {
  return index.unique ? recordIdOfValue(entry.value) : recordIdOfKey(entry.key);
}

/** Entries of an index, one for each record. */
export function indexScan(view: View, plan: IndexPlan, progress: Progress, options: ScanOptions): Entries {
  const { index } = plan;
  const seen = options.seen ?? (index.flags.multikey.includes(true) ? new Set<number>() : undefined);
  if (index.unique && plan.fixed === index.fields.length && seen === undefined)
    return uniqueLookup(view, plan, progress);
  const entries = boundEntries(view, plan, plan.ranges, progress, options);
  if (seen === undefined) return entries;
  return () => {
    for (;;) {
      const entry = entries();
      if (entry === undefined) return undefined;
      const recordId = recordIdOf(index, entry);
      if (seen.has(recordId)) continue;
      seen.add(recordId);
      return entry;
    }
  };
}

/** The entries of an index in some ranges whose keys are within the plan's further bounds. */
function boundEntries(
  view: View,
  plan: IndexPlan,
  ranges: readonly ScanRange[],
  progress: Progress,
  { reverse, values, first, distinct, distinctNulls = false }: ScanOptions,
): Entries {
  const { index } = plan;
  // Where many keys are passed by, values are read of those that are not.
  const late = values && !index.unique && plan.keyFilter !== undefined;
  const keysOnly = !index.unique && (!values || late);
  const scan = new KeyScan(view, ranges, { reverse, keysOnly, first, progress });
  const accepts = plan.keyFilter === undefined ? undefined : keyCheck(index, plan.keyFilter, scan, reverse);
  const count = progress.openScan();
  return () => {
    for (;;) {
      const entry = scan.next();
      if (entry === undefined) return undefined;
      progress.step();
      count.keys += 1;
      if (accepts !== undefined && !accepts(entry.key)) continue;
      if (late) {
        const value = view.get(entry.key);
        // A scan that rested may come upon an entry that is gone since.
        if (value === undefined) continue;
        entry.value = value;
      }
      count.returned += 1;
      if (distinct !== undefined && !(distinctNulls && isNullAt(index, entry.key, distinct)))
        scan.skipTo(behindEquals(index, entry.key, distinct, reverse));
      return entry;
    }
  };
}

function isNullAt(index: IndexEntry, key: Buffer, field: number): boolean {
  const value = key.subarray(endOf(index, key, field - 1), endOf(index, key, field));
  return (index.fields[field]?.direction === -1 ? INVERTED_NULL : NULL).equals(value);
}

/** The place in a key behind a field; -1: before the first. */
function endOf(index: IndexEntry, key: Buffer, field: number): number {
  let end = TABLE_BYTES;
  for (let i = 0; i <= field; i += 1) end = componentEnd(key, end, maskOf(index.fields[i]?.direction ?? 1));
  return end;
}

/** The place behind all keys that are equal up to a field. */
function behindEquals(index: IndexEntry, key: Buffer, field: number, reverse: boolean): Buffer {
  const end = endOf(index, key, field);
  const head = key.subarray(0, end);
  return reverse ? head : (successor(head) ?? Buffer.from([0xff]));
}

/** Entries from the streams of a plan, each stream in order, merged by the keys after their prefixes. */
export function mergedScan(view: View, plan: IndexPlan, progress: Progress, options: ScanOptions): Entries {
  const { index } = plan;
  const tail = index.unique ? 0 : RECORD_ID_BYTES;
  const seen = index.flags.multikey.includes(true) ? new Set<number>() : undefined;
  const heads = (plan.streams ?? []).map(({ ranges, prefixLength }) => {
    const entries = boundEntries(view, plan, ranges, progress, options);
    const start = TABLE_BYTES + prefixLength;
    const pull = () => {
      const entry = entries();
      if (entry === undefined) return undefined;
      return { entry, order: entry.key.subarray(start, entry.key.length - tail) };
    };
    return { pull, head: pull() };
  });
  let { rests } = progress;
  return () => {
    if (rests !== progress.rests) {
      rests = progress.rests;
      for (const stream of heads)
        if (stream.head !== undefined && isGone(view, stream.head.entry)) stream.head = stream.pull();
    }
    for (;;) {
      let best: (typeof heads)[number] | undefined;
      for (const candidate of heads) {
        if (candidate.head === undefined) continue;
        const order = best?.head === undefined ? -1 : Buffer.compare(candidate.head.order, best.head.order);
        if (best === undefined || (options.reverse ? order > 0 : order < 0)) best = candidate;
      }
      const taken = best?.head;
      if (best === undefined || taken === undefined) return undefined;
      best.head = best.pull();
      if (seen !== undefined) {
        const recordId = recordIdOf(index, taken.entry);
        if (seen.has(recordId)) continue;
        seen.add(recordId);
      }
      return taken.entry;
    }
  };
}

/** What was pulled before a rest may have been removed since. */
const isGone = (view: View, { key }: Entry): boolean => view.get(key) === undefined;

/** At most one entry can match: a get is cheaper than a scan. */
function uniqueLookup(view: View, plan: IndexPlan, progress: Progress): Entries {
  let range = plan.ranges[0];
  const count = progress.openScan();
  return () => {
    if (range === undefined) return undefined;
    const key = range.from;
    const value = view.get(key);
    range = undefined;
    if (value === undefined) return undefined;
    count.keys += 1;
    count.returned += 1;
    return { key, value };
  };
}
