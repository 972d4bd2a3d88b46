import { MAX_DOCUMENT_BYTES } from '../bson/element-types.ts';
import { encodeDocument } from '../bson/encode.ts';
import { Binary, BsonUndefined, BSONRegExp, ObjectId, type Doc, type Value } from '../bson/values.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { checkMeasurement } from '../catalog/time-series.ts';
import { commandError, locationError } from '../errors.ts';
import type { Frame } from '../storage/frame.ts';
import { recordKey } from '../storage/keys.ts';
import { applyIndexChanges, planIndexChanges } from './index-changes.ts';
import { checkValidator } from './validation.ts';

const MAX_CLUSTERED_KEY_BYTES = 8 * 1024 * 1024;

/** Inserts a document that {@link withId} has prepared. Throws DuplicateKey, changing nothing. */
export function insertRecord(frame: Frame, collection: CollectionEntry, document: Doc): void {
  const raw = encodeDocument(document);
  checkSize(raw);
  if (raw.length > MAX_CLUSTERED_KEY_BYTES) checkClusteredKey(collection, document);
  if (!frame.bypassValidation) checkValidator(collection.validator, document);
  if (collection.capped !== undefined) fill(frame, collection, raw.length);
  if (collection.timeSeries !== undefined) checkMeasurement(collection.timeSeries, document);
  frame.guard.collection(collection);
  const recordId = collection.counters.nextRecordId;
  const changes = planIndexChanges(frame, collection, recordId, undefined, document);
  collection.counters.nextRecordId += 1;
  frame.put(recordKey(collection.table, recordId), raw);
  applyIndexChanges(frame, recordId, changes);
  frame.count(collection, 1, raw.length);
  frame.changes.push({ kind: 'insert', collection, after: raw });
}

/** What a clustered collection is ordered by has a limit of its own. */
function checkClusteredKey({ options }: CollectionEntry, document: Doc): void {
  if (!options.has('clusteredIndex')) return;
  if (keyBytes(document.get('_id') ?? null) > MAX_CLUSTERED_KEY_BYTES)
    throw locationError(5894900, 'the _id of a document in a clustered collection is limited to 8 MiB');
}

/** As MongoDB counts them, with what tells the type and the end. */
function keyBytes(id: Value): number {
  if (typeof id === 'string') return Buffer.byteLength(id) + 2;
  return id instanceof Binary ? id.length() + 7 : encodeDocument(new Map([['', id]])).length;
}

/** Notes that a capped collection grows; refuses a document that no room could be made for. */
export function fill(frame: Frame, collection: CollectionEntry, bytes: number): void {
  if (bytes > (collection.capped?.bytes ?? 0))
    throw commandError('BadValue', 'object to insert exceeds cappedMaxSize');
  frame.filled ??= new Set();
  frame.filled.add(collection);
}

/** The document with `_id` as its first field; a new ObjectId when it has none. Throws InvalidIdField. */
export function withId(document: Doc): { document: Doc; id: Value } {
  const given = document.get('_id');
  if (given === undefined) {
    const id = new ObjectId();
    return { document: new Map<string, Value>([['_id', id], ...document]), id };
  }
  checkId(given);
  const [first] = document.keys();
  if (first === '_id') return { document, id: given };
  const moved: Doc = new Map([['_id', given]]);
  for (const [name, value] of document) if (name !== '_id') moved.set(name, value);
  return { document: moved, id: given };
}

export function checkId(id: Value): void {
  const kind = Array.isArray(id)
    ? 'array'
    : id instanceof BSONRegExp
      ? 'regex'
      : id instanceof BsonUndefined
        ? 'undefined'
        : undefined;
  if (kind !== undefined) throw commandError('InvalidIdField', `The '_id' value cannot be of type ${kind}`);
  if (id instanceof Map) {
    for (const name of id.keys()) {
      if (name.startsWith('$') && !['$ref', '$id', '$db'].includes(name))
        throw commandError(
          'DollarPrefixedFieldName',
          `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
        );
    }
  }
}

export function checkSize(raw: Uint8Array): void {
  if (raw.length > MAX_DOCUMENT_BYTES)
    throw commandError(
      'BSONObjectTooLarge',
      `BSONObj size: ${raw.length} (0x${raw.length.toString(16).toUpperCase()}) is invalid. Size must be between 0 and ${MAX_DOCUMENT_BYTES}(16MB)`,
    );
}
