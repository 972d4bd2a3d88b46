import { decodeDocument } from '../bson/decode.ts';
import { loadCatalog } from '../catalog/catalog.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { generateKeys } from '../indexes/key-generation.ts';
import { compileFilter } from '../query/match.ts';
import {
  entryKey,
  RECORD_ID_BYTES,
  recordIdOfKey,
  recordIdOfValue,
  recordKey,
  tableKey,
  tableStart,
  TABLE,
} from '../storage/keys.ts';
import { openStore, type Store } from '../storage/store.ts';
import { View } from '../storage/view.ts';
import { decodeRetryRecord } from '../transactions/retry-records.ts';

export type CheckReport = {
  collections: number;
  documents: number;
  indexEntries: number;
  retryRecords: number;
  /** What is wrong, one sentence each; empty for a sound database. */
  problems: string[];
};

/**
 * Verifies a data directory that no server has open: every document decodes, every index holds exactly the entries of
 * its documents, counters and retry records are right.
 */
export async function checkDatabase(dataDir: string): Promise<CheckReport> {
  const store = openStore(dataDir);
  const report: CheckReport = {
    collections: 0,
    documents: 0,
    indexEntries: 0,
    retryRecords: 0,
    problems: [],
  };
  try {
    const { state } = loadCatalog(store, { compileFilter });
    for (const collection of state.values()) checkCollection(store, collection, report);
    checkRetryRecords(store, report);
  } finally {
    await store.close();
  }
  return report;
}

function tableScan(store: Store, table: number, keysOnly: boolean): KeyScan {
  const range = { from: tableStart(table), to: tableStart(table + 1) };
  return new KeyScan(new View(store), [range], { reverse: false, keysOnly });
}

function checkCollection(store: Store, given: CollectionEntry, report: CheckReport): void {
  report.collections += 1;
  for (const { name, outdated } of given.indexes) {
    if (outdated)
      report.problems.push(
        `${given.namespace}: index ${name} was made by other tables of letters than this version of Node has; the next start makes it again`,
      );
  }
  const collection = { ...given, indexes: given.indexes.filter(({ outdated }) => !outdated) };
  const expected = new Map<IndexEntry, number>(collection.indexes.map((index) => [index, 0]));
  let count = 0;
  let size = 0;
  const scan = tableScan(store, collection.table, false);
  for (let row = scan.next(); row !== undefined; row = scan.next()) {
    count += 1;
    size += row.value.length;
    checkDocument(store, collection, recordIdOfKey(row.key), row.value, expected, report);
  }
  report.documents += count;
  const { counters } = collection;
  if (counters.count !== count || counters.size !== size)
    report.problems.push(
      `${collection.namespace}: counters say ${counters.count} documents of ${counters.size} bytes, found ${count} of ${size}`,
    );
  for (const index of collection.indexes) {
    if (index.flags.unstored)
      report.problems.push(
        `${collection.namespace}: index ${index.name} doesn't know of arrays, long values or strings that it holds`,
      );
    checkEntries(store, collection, index, expected.get(index) ?? 0, report);
  }
}

function checkDocument(
  store: Store,
  collection: CollectionEntry,
  recordId: number,
  raw: Uint8Array,
  expected: Map<IndexEntry, number>,
  report: CheckReport,
): void {
  try {
    const document = decodeDocument(raw);
    for (const index of collection.indexes) {
      const keys = generateKeys(index, document);
      expected.set(index, (expected.get(index) ?? 0) + keys.length);
      for (const { key, kinds } of keys) {
        const found = index.unique
          ? store.get(tableKey(index.table, key))
          : store.get(entryKey(index.table, key, recordId));
        if (found === undefined || (index.unique && recordIdOfValue(found) !== recordId))
          report.problems.push(
            `${collection.namespace}: record ${recordId} is missing from index ${index.name}`,
          );
        else if (
          index.kinds &&
          Buffer.compare(kinds, found.subarray(index.unique ? RECORD_ID_BYTES : 0)) !== 0
        )
          report.problems.push(
            `${collection.namespace}: index ${index.name} has the types of record ${recordId} wrong`,
          );
      }
    }
  } catch (error) {
    const reason = Error.isError(error) ? error.message : String(error);
    report.problems.push(`${collection.namespace}: record ${recordId} is damaged: ${reason}`);
  }
}

function checkEntries(
  store: Store,
  collection: CollectionEntry,
  index: IndexEntry,
  expected: number,
  report: CheckReport,
): void {
  let entries = 0;
  const scan = tableScan(store, index.table, !index.unique);
  for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
    entries += 1;
    const recordId = index.unique ? recordIdOfValue(entry.value) : recordIdOfKey(entry.key);
    if (store.get(recordKey(collection.table, recordId)) === undefined)
      report.problems.push(
        `${collection.namespace}: index ${index.name} points at record ${recordId}, which is gone`,
      );
  }
  report.indexEntries += entries;
  if (entries !== expected)
    report.problems.push(
      `${collection.namespace}: index ${index.name} has ${entries} entries, ${expected} expected`,
    );
}

function checkRetryRecords(store: Store, report: CheckReport): void {
  const scan = tableScan(store, TABLE.retry, false);
  for (let row = scan.next(); row !== undefined; row = scan.next()) {
    try {
      decodeRetryRecord(row.value);
      report.retryRecords += 1;
    } catch {
      report.problems.push(`the retry record of session ${row.key.subarray(4).toString()} is damaged`);
    }
  }
}
