import type { Doc } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { duplicateKey } from '../indexes/duplicate-key.ts';
import type { IndexKey } from '../indexes/key-facts.ts';
import type { Frame } from '../storage/frame.ts';
import { entryKey, keyText, recordIdOfKey, tableKey } from '../storage/keys.ts';

const LAST_RECORD = 2 ** 48 - 1;

/**
 * An index with `prepareUnique` keeps the duplicates that it holds and takes no new ones: each key that a record adds
 * must not be another record's. Takes the keys, as a unique index does. Throws DuplicateKey.
 */
export function checkPrepared(
  frame: Frame,
  collection: CollectionEntry,
  { index, removed, added }: { index: IndexEntry; removed: readonly IndexKey[]; added: readonly IndexKey[] },
  after: Doc | undefined,
  recordId: number,
): void {
  for (const { key } of [...removed, ...added]) frame.guard.key(keyText(tableKey(index.table, key)));
  if (after === undefined) return;
  for (const { key } of added) {
    const range = { from: entryKey(index.table, key, 0), to: entryKey(index.table, key, LAST_RECORD) };
    const scan = new KeyScan(frame.view, [range], { reverse: false, keysOnly: true });
    for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
      // A longer key may begin with the bytes of this one.
      if (entry.key.length !== range.from.length) continue;
      if (recordIdOfKey(entry.key) !== recordId) throw duplicateKey(collection, index, after);
    }
  }
}
