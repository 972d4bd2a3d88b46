import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Access } from '../planner/plan.ts';
import type { IndexPlan } from '../planner/index-plan.ts';
import type { TextSearch } from '../indexes/text/search.ts';
import { textAccepts } from '../indexes/text/search.ts';
import { recordIdOfKey, recordKey, tableKey, tableStart } from '../storage/keys.ts';
import type { View } from '../storage/view.ts';
import type { Progress } from './counters.ts';
import { indexScan, mergedScan } from './index-scan.ts';
import { headRange, KeyScan } from './key-scan.ts';
import { StoredRow } from './row.ts';

/** Given by a source instead of a row when its slice of work is over; the next call goes on. */
export const PAUSED = Symbol('paused');

/** Gives the rows of a query, one by one. */
export type Source = () => StoredRow | typeof PAUSED | undefined;

const NOTHING: Source = () => undefined;

/** Opens the access path of a plan. `first` is the number of rows that is probably wanted. */
export function openSource(
  view: View,
  collection: CollectionEntry | undefined,
  access: Access,
  progress: Progress,
  first: number,
): Source {
  if (collection === undefined) return NOTHING;
  switch (access.kind) {
    case 'none':
      return NOTHING;
    case 'collection':
      return collectionScan(view, collection, access.reverse, progress, first);
    case 'index': {
      const scan = access.merge ? mergedScan : indexScan;
      return fetching(view, collection, progress, scan(view, access.plan, access.reverse, progress, first));
    }
    case 'or':
      return orScan(view, collection, access.plans, progress, first);
    case 'text':
      return textScan(view, collection, access.index, access.search, progress);
  }
}

function collectionScan(
  view: View,
  collection: CollectionEntry,
  reverse: boolean,
  progress: Progress,
  first: number,
): Source {
  const range = { from: tableStart(collection.table), to: tableStart(collection.table + 1) };
  const scan = new KeyScan(view, [range], { reverse, keysOnly: false, first });
  return () => {
    const entry = scan.next();
    if (entry === undefined) return undefined;
    progress.step();
    progress.docsExamined += 1;
    return new StoredRow(recordIdOfKey(entry.key), entry.value);
  };
}

function fetching(
  view: View,
  collection: CollectionEntry,
  progress: Progress,
  ids: () => number | undefined,
): Source {
  return () => {
    for (let recordId = ids(); recordId !== undefined; recordId = ids()) {
      const raw = view.get(recordKey(collection.table, recordId));
      // A scan that rested may come upon an entry whose record is gone since.
      if (raw === undefined) continue;
      progress.docsExamined += 1;
      return new StoredRow(recordId, raw);
    }
    return undefined;
  };
}

function orScan(
  view: View,
  collection: CollectionEntry,
  plans: readonly IndexPlan[],
  progress: Progress,
  first: number,
): Source {
  const seen = new Set<number>();
  const scans = plans.map((plan) => indexScan(view, plan, false, progress, first, seen));
  let at = 0;
  return fetching(view, collection, progress, () => {
    for (let scan = scans[at]; scan !== undefined; scan = scans[at]) {
      const recordId = scan();
      if (recordId !== undefined) return recordId;
      at += 1;
    }
    return undefined;
  });
}

function textScan(
  view: View,
  collection: CollectionEntry,
  index: IndexEntry,
  search: TextSearch,
  progress: Progress,
): Source {
  let hits: Iterator<[number, number]> | undefined;
  return () => {
    hits ??= scoresOf(view, index, search, progress).entries();
    for (let hit = hits.next(); hit.done !== true; hit = hits.next()) {
      const [recordId, score] = hit.value;
      const raw = view.get(recordKey(collection.table, recordId));
      if (raw === undefined) continue;
      progress.docsExamined += 1;
      const row = new StoredRow(recordId, raw, score);
      if (textAccepts(search, row.doc())) return row;
    }
    return undefined;
  };
}

function scoresOf(
  view: View,
  index: IndexEntry,
  search: TextSearch,
  progress: Progress,
): Map<number, number> {
  const scores = new Map<number, number>();
  for (const prefix of search.prefixes) {
    const scan = new KeyScan(view, [headRange(tableKey(index.table, prefix))], {
      reverse: false,
      keysOnly: true,
      first: 64,
    });
    for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
      progress.step();
      progress.keysExamined += 1;
      const recordId = recordIdOfKey(entry.key);
      const score = entry.key.readDoubleBE(entry.key.length - 14);
      scores.set(recordId, (scores.get(recordId) ?? 0) + score);
    }
  }
  return scores;
}
