import { valuesEqual } from '../bson/compare.ts';
import { encodeDocument } from '../bson/encode.ts';
import type { Doc } from '../bson/values.ts';
import type { UpdateRequest } from '../execution/requests.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { commandError } from '../errors.ts';
import { show } from '../query/show.ts';
import type { Frame } from '../storage/frame.ts';
import { keyText, recordKey } from '../storage/keys.ts';
import { applyIndexChanges, planIndexChanges } from './index-changes.ts';
import { checkSize, fill } from './insert.ts';
import { checkValidator } from './validation.ts';

export type StoredRecord = { recordId: number; raw: Uint8Array; doc: Doc };

/** Takes a record for change; throws when another transaction has it or has changed it. */
export function claimRecord(frame: Frame, collection: CollectionEntry, recordId: number): void {
  frame.guard.collection(collection);
  frame.guard.key(keyText(recordKey(collection.table, recordId)));
}

/** Replaces a record. False when the new document has the same bytes. Throws ImmutableField, DuplicateKey. */
export function replaceRecord(
  frame: Frame,
  collection: CollectionEntry,
  record: StoredRecord,
  after: Doc,
  { replaces, whole }: Pick<UpdateRequest, 'replaces' | 'whole'>,
): boolean {
  const id = record.doc.get('_id');
  if (!valuesEqual(after.get('_id'), id))
    throw commandError(
      'ImmutableField',
      `Performing an update on the path '_id' would modify the immutable field '_id' (from ${show(id)})`,
    );
  const raw = encodeDocument(after);
  if (Buffer.compare(raw, record.raw) === 0) return false;
  checkSize(raw);
  if (!frame.bypassValidation) checkValidator(collection.validator, after, record.doc);
  if (collection.capped !== undefined) fill(frame, collection, raw.length);
  const changes = planIndexChanges(frame, collection, record.recordId, record.doc, after);
  frame.put(recordKey(collection.table, record.recordId), raw);
  applyIndexChanges(frame, record.recordId, changes);
  frame.count(collection, 0, raw.length - record.raw.length);
  const kind = replaces === true ? 'replace' : 'update';
  frame.changes.push({ kind, collection, before: record.raw, after: raw, whole });
  return true;
}

export function deleteRecord(frame: Frame, collection: CollectionEntry, record: StoredRecord): void {
  const changes = planIndexChanges(frame, collection, record.recordId, record.doc, undefined);
  frame.remove(recordKey(collection.table, record.recordId));
  applyIndexChanges(frame, record.recordId, changes);
  frame.count(collection, -1, -record.raw.length);
  frame.changes.push({ kind: 'delete', collection, before: record.raw });
}
