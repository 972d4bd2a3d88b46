import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { KeyFields, Access, IndexAccess } from '../planner/plan.ts';
import type { IndexPlan } from '../planner/index-plan.ts';
import { textAccepts, type TextSearch } from '../indexes/text/search.ts';
import { recordIdOfKey, recordKey, tableKey, tableStart } from '../storage/keys.ts';
import type { View } from '../storage/view.ts';
import type { Progress } from './counters.ts';
import { indexScan, mergedScan, recordIdOf, type Entries } from './index-scan.ts';
import { keyReader } from './key-reader.ts';
import { headRange, KeyScan } from './key-scan.ts';
import { returnedKey } from './returned-key.ts';
import { KeyRow, StoredRow, type PlanRow } from './row.ts';

/** Given by a source instead of a row when its slice of work is over; the next call goes on. */
export const PAUSED = Symbol('paused');

/** Gives the rows of a query, one by one. */
export type Source = () => PlanRow | typeof PAUSED | undefined;

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
    case 'index':
      return indexSource(view, collection, access, progress, first);
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
  const scan = new KeyScan(view, [range], { reverse, keysOnly: false, first, progress });
  return () => {
    const entry = scan.next();
    if (entry === undefined) return undefined;
    progress.step();
    progress.docsExamined += 1;
    return new StoredRow(recordIdOfKey(entry.key), entry.value);
  };
}

function indexSource(
  view: View,
  collection: CollectionEntry,
  { plan, reverse, merge, distinct, distinctNulls, covered, conditions, returnKey }: IndexAccess,
  progress: Progress,
  first: number,
): Source {
  const { index } = plan;
  const values = covered !== undefined || conditions !== undefined;
  const entries = (merge ? mergedScan : indexScan)(view, plan, progress, {
    reverse,
    values,
    first,
    distinct,
    distinctNulls,
  });
  if (returnKey) return keyedRows(view, collection, index, entries, progress);
  if (covered !== undefined) return coveredRows(view, collection, index, covered, entries, progress);
  const read = conditions === undefined ? undefined : keyReader(index, conditions.fields);
  return fetching(view, collection, progress, () => {
    for (let entry = entries(); entry !== undefined; entry = entries()) {
      const held = read?.(entry);
      if (held === undefined || conditions?.matches(held) !== false) return recordIdOf(index, entry);
      if (progress.isDue()) return PAUSED;
    }
    return undefined;
  });
}

/** Documents with the keys by which they were found. */
function keyedRows(
  view: View,
  collection: CollectionEntry,
  index: IndexEntry,
  entries: Entries,
  progress: Progress,
): Source {
  return () => {
    for (let entry = entries(); entry !== undefined; entry = entries()) {
      const row = fetch(view, collection, recordIdOf(index, entry), progress);
      if (row === undefined) continue;
      row.indexKey = returnedKey(index, entry, row.doc());
      return row;
    }
    return undefined;
  };
}

/** Rows out of keys alone; where an entry does not hold all of it exactly, the document is read. */
function coveredRows(
  view: View,
  collection: CollectionEntry,
  index: IndexEntry,
  covered: KeyFields,
  entries: Entries,
  progress: Progress,
): Source {
  const read = keyReader(index, covered);
  return () => {
    for (let entry = entries(); entry !== undefined; entry = entries()) {
      const recordId = recordIdOf(index, entry);
      const held = read(entry);
      if (held !== undefined) return new KeyRow(recordId, held, entry.key.length, covered.only);
      const row = fetch(view, collection, recordId, progress);
      if (row !== undefined) return row;
    }
    return undefined;
  };
}

function fetch(
  view: View,
  collection: CollectionEntry,
  recordId: number,
  progress: Progress,
): StoredRow | undefined {
  const raw = view.get(recordKey(collection.table, recordId));
  // A scan that rested may come upon an entry whose record is gone since.
  if (raw === undefined) return undefined;
  progress.docsExamined += 1;
  return new StoredRow(recordId, raw);
}

function fetching(
  view: View,
  collection: CollectionEntry,
  progress: Progress,
  ids: () => number | typeof PAUSED | undefined,
): Source {
  return () => {
    for (let recordId = ids(); recordId !== undefined; recordId = ids()) {
      if (recordId === PAUSED) return PAUSED;
      const row = fetch(view, collection, recordId, progress);
      if (row !== undefined) return row;
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
  const options = { reverse: false, values: false, first, seen };
  const scans = plans.map((plan) => ({ plan, entries: indexScan(view, plan, progress, options) }));
  let at = 0;
  return fetching(view, collection, progress, () => {
    for (let scan = scans[at]; scan !== undefined; scan = scans[at]) {
      const entry = scan.entries();
      if (entry !== undefined) return recordIdOf(scan.plan.index, entry);
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
  const count = progress.openScan();
  for (const prefix of search.prefixes) {
    const scan = new KeyScan(view, [headRange(tableKey(index.table, prefix))], {
      reverse: false,
      keysOnly: true,
      first: 64,
    });
    for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
      progress.step();
      count.keys += 1;
      const recordId = recordIdOfKey(entry.key);
      const score = entry.key.readDoubleBE(entry.key.length - 14);
      scores.set(recordId, (scores.get(recordId) ?? 0) + score);
    }
  }
  return scores;
}
