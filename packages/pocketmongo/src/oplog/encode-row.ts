import { asBuffer } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { fieldNames, selectFields } from '../bson/select-fields.ts';
import { keepsImages } from '../catalog/change-images.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { isDocumentChange, type Change, type DocumentChange } from './change.ts';
import { FLAG, KIND_CODE, NO_UUID, ROW, type RowHead } from './row-format.ts';

const ID = fieldNames(['_id']);
/** Head and namespace of the changes of a collection's documents, by the code of their kind. */
type Starts = { images: boolean; name: Buffer; byKind: (Buffer | undefined)[] };
const known = new WeakMap<CollectionEntry, Starts>();

/** What does not change from write to write of a collection. */
function startsOf(collection: CollectionEntry): Starts {
  const present = known.get(collection);
  if (present !== undefined) return present;
  const images = keepsImages(collection.options);
  const made = { images, name: Buffer.from(collection.namespace), byKind: [] };
  known.set(collection, made);
  return made;
}

function startOf(kind: Change['kind'], flags: number, name: Buffer, uuid: Uint8Array): Buffer {
  const start = Buffer.allocUnsafe(ROW.changeHeadBytes + name.length);
  start[0] = KIND_CODE[kind];
  start[1] = flags;
  start.writeUInt16LE(name.length, 2);
  start.set(uuid, 4);
  start.set(name, ROW.changeHeadBytes);
  return start;
}

/**
 * A row of the oplog. Documents go into it as the bytes they are stored as; of an update the bytes before it and the
 * part that differs, so that nothing is compared or decoded before somebody listens.
 */
export function encodeRow(changes: readonly Change[], head: RowHead): Buffer {
  const session = head.origin === undefined ? undefined : Buffer.from(head.origin.session);
  const headBytes = ROW.headBytes + (session === undefined ? 0 : 10 + session.length);
  const pieces: Uint8Array[] = [];
  let length = headBytes;
  for (const change of changes) addChange(pieces, change);
  for (const piece of pieces) length += piece.length;
  const row = Buffer.allocUnsafe(length);
  row[0] = ROW.version;
  row[1] = session === undefined ? 0 : FLAG.transaction;
  row.writeDoubleLE(head.offset + length, ROW.endOffset);
  row.writeDoubleLE(head.wallTime, ROW.wallTime);
  row.writeUInt32LE(changes.length, ROW.count);
  if (session !== undefined && head.origin !== undefined) {
    row.writeBigInt64LE(head.origin.txnNumber, ROW.headBytes);
    row.writeUInt16LE(session.length, ROW.headBytes + 8);
    row.set(session, ROW.headBytes + 10);
  }
  let at = headBytes;
  for (const piece of pieces) {
    row.set(piece, at);
    at += piece.length;
  }
  return row;
}

function addChange(pieces: Uint8Array[], change: Change): void {
  if (!isDocumentChange(change)) {
    const name = Buffer.from(change.namespace);
    pieces.push(startOf(change.kind, 0, name, change.uuid ?? NO_UUID), encodeDocument(change.description));
    return;
  }
  const starts = startsOf(change.collection);
  const { images, name, byKind } = starts;
  const { uuid } = change.collection;
  const flags = images ? FLAG.images : 0;
  if (change.kind === 'update' && change.whole !== undefined) {
    pieces.push(startOf(change.kind, flags | FLAG.whole, name, uuid));
    addPaths(pieces, change.whole);
  } else pieces.push((byKind[KIND_CODE[change.kind]] ??= startOf(change.kind, flags, name, uuid)));
  addDocuments(pieces, change, images);
}

function addPaths(pieces: Uint8Array[], paths: readonly string[]): void {
  const text = Buffer.from(paths.join('\0'));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(text.length, 0);
  pieces.push(length, text);
}

function addDocuments(pieces: Uint8Array[], change: DocumentChange, images: boolean): void {
  switch (change.kind) {
    case 'insert':
      pieces.push(change.after);
      return;
    case 'replace':
      pieces.push(change.after);
      if (images) pieces.push(change.before);
      return;
    case 'delete':
      pieces.push(images ? change.before : selectFields(change.before, ID));
      return;
    case 'update':
      addPatch(pieces, asBuffer(change.before), asBuffer(change.after));
  }
}

/** The document before, and what to put between its head and its tail to get the one after. */
function addPatch(pieces: Uint8Array[], before: Buffer, after: Buffer): void {
  const shared = Math.min(before.length, after.length);
  // The length in front of a document is derived, so that a change of size doesn't count as one of the head.
  let head = 4;
  while (head < shared && before[head] === after[head]) head += 1;
  let tail = 0;
  const rest = shared - head;
  while (tail < rest && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const sizes = Buffer.allocUnsafe(12);
  sizes.writeUInt32LE(head, 0);
  sizes.writeUInt32LE(tail, 4);
  sizes.writeUInt32LE(after.length - head - tail, 8);
  pieces.push(before, sizes, after.subarray(head, after.length - tail));
}
