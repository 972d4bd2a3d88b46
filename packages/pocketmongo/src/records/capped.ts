import { decodeDocument } from '../bson/decode.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { KeyScan } from '../execution/key-scan.ts';
import type { Frame } from '../storage/frame.ts';
import { recordIdOfKey, tableStart } from '../storage/keys.ts';
import { claimRecord, deleteRecord } from './change.ts';

/** Removes the oldest documents of the capped collections that a write has filled, as part of that write. */
export function trimCapped(frame: Frame): void {
  for (const collection of frame.filled ?? []) {
    if (!frame.dropped.includes(collection.table)) trim(frame, collection);
  }
}

function trim(frame: Frame, collection: CollectionEntry): void {
  const { capped, table } = collection;
  if (capped === undefined) return;
  const isOver = (): boolean => {
    const { count, size } = frame.counted(collection);
    return count > capped.documents || size > capped.bytes;
  };
  if (!isOver()) return;
  const range = { from: tableStart(table), to: tableStart(table + 1) };
  const oldest = new KeyScan(frame.view, [range], { reverse: false, keysOnly: false });
  for (let row = oldest.next(); row !== undefined && isOver(); row = oldest.next()) {
    const recordId = recordIdOfKey(row.key);
    claimRecord(frame, collection, recordId);
    deleteRecord(frame, collection, { recordId, raw: row.value, doc: decodeDocument(row.value) });
  }
}
