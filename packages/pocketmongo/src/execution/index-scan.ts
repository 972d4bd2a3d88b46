import type { IndexPlan, ScanRange } from '../planner/index-plan.ts';
import { RECORD_ID_BYTES, recordIdOfKey, recordIdOfValue, TABLE_BYTES } from '../storage/keys.ts';
import type { Entry, View } from '../storage/view.ts';
import type { Progress } from './counters.ts';
import { keyCheck } from './key-check.ts';
import { KeyScan } from './key-scan.ts';

/** Record ids from an index, each once. */
export function indexScan(
  view: View,
  plan: IndexPlan,
  reverse: boolean,
  progress: Progress,
  first: number,
  seen = plan.index.flags.multikey.includes(true) ? new Set<number>() : undefined,
): () => number | undefined {
  const { index } = plan;
  if (index.unique && plan.fixed === index.fields.length && seen === undefined)
    return uniqueLookup(view, plan, progress);
  const entries = boundEntries(view, plan, plan.ranges, reverse, progress, first);
  return () => {
    for (;;) {
      const entry = entries();
      if (entry === undefined) return undefined;
      const recordId = index.unique ? recordIdOfValue(entry.value) : recordIdOfKey(entry.key);
      if (seen === undefined) return recordId;
      if (seen.has(recordId)) continue;
      seen.add(recordId);
      return recordId;
    }
  };
}

/** The entries of an index in some ranges whose keys are within the plan's further bounds. */
function boundEntries(
  view: View,
  plan: IndexPlan,
  ranges: readonly ScanRange[],
  reverse: boolean,
  progress: Progress,
  first: number,
): () => Entry | undefined {
  const { index } = plan;
  const scan = new KeyScan(view, ranges, { reverse, keysOnly: !index.unique, first });
  const accepts = plan.keyFilter === undefined ? undefined : keyCheck(index, plan.keyFilter, scan, reverse);
  return () => {
    for (;;) {
      const entry = scan.next();
      if (entry === undefined) return undefined;
      progress.step();
      progress.keysExamined += 1;
      if (accepts === undefined || accepts(entry.key)) return entry;
    }
  };
}

/** Record ids from the streams of a plan, each stream in order, merged by the keys after their prefixes. */
export function mergedScan(
  view: View,
  plan: IndexPlan,
  reverse: boolean,
  progress: Progress,
  first: number,
): () => number | undefined {
  const { index } = plan;
  const tail = index.unique ? 0 : RECORD_ID_BYTES;
  const seen = index.flags.multikey.includes(true) ? new Set<number>() : undefined;
  const heads = (plan.streams ?? []).map(({ ranges, prefixLength }) => {
    const entries = boundEntries(view, plan, ranges, reverse, progress, first);
    const start = TABLE_BYTES + prefixLength;
    const pull = () => {
      const entry = entries();
      if (entry === undefined) return undefined;
      const recordId = index.unique ? recordIdOfValue(entry.value) : recordIdOfKey(entry.key);
      return { recordId, order: entry.key.subarray(start, entry.key.length - tail) };
    };
    return { pull, head: pull() };
  });
  return () => {
    for (;;) {
      let best: (typeof heads)[number] | undefined;
      for (const candidate of heads) {
        if (candidate.head === undefined) continue;
        const order = best?.head === undefined ? -1 : Buffer.compare(candidate.head.order, best.head.order);
        if (best === undefined || (reverse ? order > 0 : order < 0)) best = candidate;
      }
      const taken = best?.head;
      if (best === undefined || taken === undefined) return undefined;
      best.head = best.pull();
      if (seen?.has(taken.recordId) === true) continue;
      seen?.add(taken.recordId);
      return taken.recordId;
    }
  };
}

/** At most one entry can match: a get is cheaper than a scan. */
function uniqueLookup(view: View, plan: IndexPlan, progress: Progress): () => number | undefined {
  let range = plan.ranges[0];
  return () => {
    if (range === undefined) return undefined;
    const found = view.get(range.from);
    range = undefined;
    if (found === undefined) return undefined;
    progress.keysExamined += 1;
    return recordIdOfValue(found);
  };
}
