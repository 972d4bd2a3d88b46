import { loadCatalog } from '../catalog/catalog.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { compileFilter } from '../query/match.ts';
import { TABLE } from '../storage/keys.ts';
import { openStore, type Store } from '../storage/store.ts';
import { decodeRetryRecord } from '../transactions/retry-records.ts';
import { checkCollection, problemsOf, tableScan } from './check-collection.ts';

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
    for (const collection of state.values()) addCollection(store, collection, report);
    checkRetryRecords(store, report);
  } finally {
    await store.close();
  }
  return report;
}

function addCollection(store: Store, collection: CollectionEntry, report: CheckReport): void {
  const steps = checkCollection(store, collection);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const found = step.value;
  report.collections += 1;
  report.documents += found.documents;
  for (const { entries } of found.indexes.values()) report.indexEntries += entries;
  report.problems.push(...problemsOf(found).map((problem) => `${collection.namespace}: ${problem}`));
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
