import { asBuffer } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { fieldNames, selectFields } from '../bson/select-fields.ts';
import { keepsImages } from '../catalog/change-images.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { isDocumentChange, type Change, type DocumentChange } from './change.ts';
import { FLAG, KIND_CODE, NO_UUID, ROW, type RowHead } from './row-format.ts';

const ID = fieldNames(['_id']);
const heads = new WeakMap<CollectionEntry, { name: Buffer; images: boolean }>();

/** What does not change from write to write of a collection. */
function headOf(collection: CollectionEntry): { name: Buffer; images: boolean } {
  const known = heads.get(collection);
  if (known !== undefined) return known;
  const head = {
    name: Buffer.from(collection.namespace),
    images: keepsImages(collection.options),
  };
  heads.set(collection, head);
  return head;
}

/**
 * A row of the oplog. Documents go into it as the bytes they are stored as; of an update the bytes before it and the
 * part that differs, so that nothing is compared or decoded before somebody listens.
 */
export function encodeRow(changes: readonly Change[], head: RowHead): Buffer {
  const session = head.origin === undefined ? undefined : Buffer.from(head.origin.session);
  const parts: Buffer[] = [Buffer.allocUnsafe(ROW.headBytes + (session === undefined ? 0 : 10))];
  if (session !== undefined) parts.push(session);
  for (const change of changes) addChange(parts, change);
  let length = 0;
  for (const part of parts) length += part.length;
  const [first = Buffer.alloc(0)] = parts;
  first[0] = ROW.version;
  first[1] = session === undefined ? 0 : FLAG.transaction;
  first.writeDoubleLE(head.offset + length, ROW.endOffset);
  first.writeDoubleLE(head.wallTime, ROW.wallTime);
  first.writeUInt32LE(changes.length, ROW.count);
  if (session !== undefined && head.origin !== undefined) {
    first.writeBigInt64LE(head.origin.txnNumber, ROW.headBytes);
    first.writeUInt16LE(session.length, ROW.headBytes + 8);
  }
  return Buffer.concat(parts, length);
}

function addChange(parts: Buffer[], change: Change): void {
  if (isDocumentChange(change)) {
    const { name, images } = headOf(change.collection);
    const whole = change.kind === 'update' ? change.whole : undefined;
    const flags = (images ? FLAG.images : 0) | (whole === undefined ? 0 : FLAG.whole);
    parts.push(changeHead(change.kind, flags, name, change.collection.uuid), name);
    if (whole !== undefined) addPaths(parts, whole);
    addDocuments(parts, change, images);
    return;
  }
  const name = Buffer.from(change.namespace);
  parts.push(changeHead(change.kind, 0, name, change.uuid ?? NO_UUID), name);
  parts.push(asBuffer(encodeDocument(change.description)));
}

function addPaths(parts: Buffer[], paths: readonly string[]): void {
  const text = Buffer.from(paths.join('\0'));
  const length = Buffer.allocUnsafe(4);
  length.writeUInt32LE(text.length, 0);
  parts.push(length, text);
}

function changeHead(kind: Change['kind'], flags: number, name: Buffer, uuid: Uint8Array): Buffer {
  const head = Buffer.allocUnsafe(ROW.changeHeadBytes);
  head[0] = KIND_CODE[kind];
  head[1] = flags;
  head.writeUInt16LE(name.length, 2);
  head.set(uuid, 4);
  return head;
}

function addDocuments(parts: Buffer[], change: DocumentChange, images: boolean): void {
  switch (change.kind) {
    case 'insert':
      parts.push(asBuffer(change.after));
      return;
    case 'replace':
      parts.push(asBuffer(change.after));
      if (images) parts.push(asBuffer(change.before));
      return;
    case 'delete':
      parts.push(asBuffer(images ? change.before : selectFields(change.before, ID)));
      return;
    case 'update':
      addPatch(parts, asBuffer(change.before), asBuffer(change.after));
  }
}

/** The document before, and what to put between its head and its tail to get the one after. */
function addPatch(parts: Buffer[], before: Buffer, after: Buffer): void {
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
  parts.push(before, sizes, after.subarray(head, after.length - tail));
}
