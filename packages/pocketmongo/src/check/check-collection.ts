import { decodeDocument } from '../bson/decode.ts';
import type { Doc } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { generateKeys } from '../indexes/key-generation.ts';
import {
  entryKey,
  RECORD_ID_BYTES,
  recordIdOfKey,
  recordIdOfValue,
  recordKey,
  tableKey,
  tableStart,
} from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import { View } from '../storage/view.ts';

export type IndexCheck = { entries: number; expected: number; problems: string[] };

/** What a check of a collection has found; problems are sentences without its name. */
export type CollectionCheck = {
  documents: number;
  bytes: number;
  /** By name. */
  indexes: Map<string, IndexCheck>;
  /** Entries that lack, and those that point at nothing. */
  missing: { index: string; recordId: number }[];
  extra: { index: string; recordId: number }[];
  /** Records that don't decode. */
  corrupt: number[];
  problems: string[];
};

/** All problems of a check. */
export const problemsOf = ({ problems, indexes }: CollectionCheck): string[] => [
  ...problems,
  ...Array.from(indexes.values()).flatMap((index) => index.problems),
];

type Checked = { store: Store; collection: CollectionEntry; found: CollectionCheck };

export function tableScan(store: Store, table: number, keysOnly: boolean): KeyScan {
  const range = { from: tableStart(table), to: tableStart(table + 1) };
  return new KeyScan(new View(store), [range], { reverse: false, keysOnly });
}

/**
 * Verifies that every document of a collection decodes, that its indexes hold exactly the entries of its documents and
 * that its counters are right. Yields now and then, so that others can run; the store must stay as it is meanwhile.
 * `visit` gets each document.
 */
export function* checkCollection(
  store: Store,
  collection: CollectionEntry,
  visit: (document: Doc) => void = () => undefined,
): Generator<undefined, CollectionCheck> {
  const found: CollectionCheck = {
    documents: 0, bytes: 0, indexes: new Map(), missing: [], extra: [], corrupt: [], problems: [],
  }; // prettier-ignore
  for (const { name, outdated } of collection.indexes) {
    const problems = outdated
      ? [
          `index ${name} was made by other rules for letters and words than this version has; the next start makes it again`,
        ]
      : [];
    found.indexes.set(name, { entries: 0, expected: 0, problems });
  }
  const sound = collection.indexes.filter(({ outdated }) => !outdated);
  const checked = { store, collection: { ...collection, indexes: sound }, found };
  yield* checkDocuments(checked, visit);
  checkCounters(checked);
  for (const index of sound) yield* checkEntries(checked, index);
  return found;
}

function* checkDocuments(checked: Checked, visit: (document: Doc) => void): Generator<undefined> {
  const { store, collection, found } = checked;
  const scan = tableScan(store, collection.table, false);
  for (let row = scan.next(); row !== undefined; row = scan.next()) {
    found.documents += 1;
    found.bytes += row.value.length;
    const recordId = recordIdOfKey(row.key);
    try {
      const document = decodeDocument(row.value);
      for (const index of collection.indexes) checkKeys(checked, index, recordId, document);
      visit(document);
    } catch (error) {
      const reason = Error.isError(error) ? error.message : String(error);
      found.corrupt.push(recordId);
      found.problems.push(`record ${recordId} is damaged: ${reason}`);
    }
    yield undefined;
  }
}

function checkKeys({ store, found }: Checked, index: IndexEntry, recordId: number, document: Doc): void {
  const own = found.indexes.get(index.name);
  for (const { key, kinds } of generateKeys(index, document)) {
    if (own !== undefined) own.expected += 1;
    const entry = store.get(index.unique ? tableKey(index.table, key) : entryKey(index.table, key, recordId));
    if (entry === undefined || (index.unique && recordIdOfValue(entry) !== recordId)) {
      found.missing.push({ index: index.name, recordId });
      own?.problems.push(`record ${recordId} is missing from index ${index.name}`);
    } else if (index.kinds && Buffer.compare(kinds, entry.subarray(index.unique ? RECORD_ID_BYTES : 0)) !== 0)
      own?.problems.push(`index ${index.name} has the types of record ${recordId} wrong`);
  }
}

function checkCounters({ collection: { counters }, found }: Checked): void {
  if (counters.count === found.documents && counters.size === found.bytes) return;
  found.problems.push(
    `counters say ${counters.count} documents of ${counters.size} bytes, found ${found.documents} of ${found.bytes}`,
  );
}

function* checkEntries({ store, collection, found }: Checked, index: IndexEntry): Generator<undefined> {
  const own = found.indexes.get(index.name);
  if (own === undefined) return;
  if (index.flags.unstored)
    own.problems.push(`index ${index.name} doesn't know of arrays, long values or strings that it holds`);
  const scan = tableScan(store, index.table, !index.unique);
  for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
    own.entries += 1;
    const recordId = index.unique ? recordIdOfValue(entry.value) : recordIdOfKey(entry.key);
    if (store.get(recordKey(collection.table, recordId)) === undefined) {
      found.extra.push({ index: index.name, recordId });
      own.problems.push(`index ${index.name} points at record ${recordId}, which is gone`);
    }
    yield undefined;
  }
  if (own.entries !== own.expected)
    own.problems.push(`index ${index.name} has ${own.entries} entries, ${own.expected} expected`);
}
