import { randomUUID } from 'node:crypto';
import { valuesEqual } from '../bson/compare.ts';
import { Binary, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { validatorOf } from '../records/validation.ts';
import type { DefinitionKind } from '../oplog/change.ts';
import type { Frame } from '../storage/frame.ts';
import { keyText } from '../storage/keys.ts';
import { isOutput } from '../storage/output-name.ts';
import { refuseView } from '../views/view.ts';
import { catalogKey, countsKey, droppedKey, encodeCollection } from './catalog.ts';
import type { Catalogue } from './ddl-context.ts';
import { storedCollation } from '../collation/spec.ts';
import { defineIndex } from './definition.ts';
import { cappedOf } from './capped.ts';
import { expiryOf } from './expiry.ts';
import { timeSeriesOf } from './time-series.ts';
import { indexesOf } from './time-series-indexes.ts';
import { type CollectionEntry } from './entries.ts';
import { checkDatabaseName, checkDatabaseCase, isTooLong, splitNamespace } from './namespace.ts';

/** Stores a collection's row and shows it to the frame. */
export function saveCollection(frame: Frame, collection: CollectionEntry): void {
  const key = catalogKey(collection.namespace);
  frame.guard.definition(collection.namespace);
  frame.guard.key(keyText(key));
  frame.put(key, encodeCollection(collection));
  frame.catalogChanges.set(collection.namespace, collection);
}

export function checkNamespace(namespace: string): void {
  const { database, name } = splitNamespace(namespace);
  checkDatabaseName(database);
  if (name === '' || name.startsWith('.') || name.includes('$') || name.includes('\0'))
    throw commandError('InvalidNamespace', `Invalid collection name: ${name}`);
  if (isTooLong(namespace))
    throw commandError('InvalidNamespace', `Fully qualified namespace is too long: ${namespace}`);
}

/** Makes a collection with its `_id` index. Throws NamespaceExists. */
export function createCollection(
  frame: Frame,
  catalogue: Catalogue,
  namespace: string,
  options: Doc,
): CollectionEntry {
  checkNamespace(namespace);
  if (frame.collection(namespace) !== undefined)
    throw commandError('NamespaceExists', `Collection ${namespace} already exists.`);
  checkDatabaseCase(frame, namespace);
  const idSpec: Doc = new Map<string, Value>([
    ['v', 2],
    ['key', new Map([['_id', 1]])],
    ['name', '_id_'],
  ]);
  const collation = storedCollation(options);
  if (collation !== undefined) idSpec.set('collation', collation.spec);
  const timeSeries = timeSeriesOf(options);
  const idIndex = defineIndex(idSpec, catalogue.nextTable(), catalogue.language);
  if (idIndex.strings !== undefined) frame.flagged.add(idIndex);
  const collection: CollectionEntry = {
    namespace,
    table: catalogue.nextTable(),
    uuid: Buffer.from(randomUUID().replaceAll('-', ''), 'hex'),
    options,
    collation,
    validator: validatorOf(options, catalogue.language),
    timeSeries,
    expiry: expiryOf(options),
    view: undefined,
    capped: cappedOf(options),
    indexes: indexesOf(timeSeries, [idIndex]),
    counters: { scans: 0, nextRecordId: 1, count: 0, size: 0 },
  };
  saveCollection(frame, collection);
  note(
    frame,
    'create',
    collection,
    new Map([['operationDescription', new Map([['idIndex', idSpec], ...options])]]),
  );
  return collection;
}

/** Tells the oplog of a change of the definition. */
export function note(
  frame: Frame,
  kind: DefinitionKind,
  { namespace, uuid }: CollectionEntry,
  description: Doc,
): void {
  frame.changes.push({ kind, namespace, uuid, description });
}

/** Tells the oplog what of a collection has been changed, and its options before. */
export function noteModification(
  frame: Frame,
  collection: CollectionEntry,
  changed: Doc,
  indexBefore?: Doc,
): void {
  const uuid = new Binary(collection.uuid, Binary.SUBTYPE_UUID);
  const before: Doc = new Map([
    ['collectionOptions', new Map<string, Value>([['uuid', uuid], ...collection.options])],
  ]);
  if (indexBefore !== undefined) before.set('indexOptions', indexBefore);
  note(
    frame,
    'modify',
    collection,
    new Map([
      ['operationDescription', changed],
      ['stateBeforeChange', before],
    ]),
  );
}

/** Marks tables for removal; their rows go after the commit, in the background. */
export function dropTable(frame: Frame, table: number): void {
  frame.put(droppedKey(table), Buffer.alloc(0));
  frame.dropped.push(table);
}

/** False when there is no such collection. */
export function dropCollection(frame: Frame, namespace: string, silent = false): boolean {
  const collection = frame.collection(namespace);
  if (collection === undefined) return false;
  const key = catalogKey(namespace);
  frame.guard.definition(namespace);
  frame.guard.key(keyText(key));
  frame.remove(key);
  frame.remove(countsKey(collection.table));
  dropTable(frame, collection.table);
  for (const index of collection.indexes) dropTable(frame, index.table);
  frame.catalogChanges.set(namespace, null);
  frame.deltas.delete(collection.counters);
  const what: Doc = new Map(collection.view === undefined ? [] : [['view', true]]);
  if (!silent) note(frame, 'drop', collection, what);
  return true;
}

export function dropDatabase(frame: Frame, database: string): boolean {
  const own = frame.collections().filter(({ namespace }) => splitNamespace(namespace).database === database);
  for (const { namespace } of own) dropCollection(frame, namespace);
  if (own.length > 0)
    frame.changes.push({
      kind: 'dropDatabase',
      namespace: database,
      uuid: undefined,
      description: new Map(),
    });
  return own.length > 0;
}

/** Throws NamespaceNotFound and NamespaceExists. */
export function renameCollection(frame: Frame, from: string, to: string, dropTarget: boolean): void {
  checkNamespace(to);
  const collection = frame.collection(from);
  if (collection === undefined)
    throw commandError('NamespaceNotFound', `Source collection ${from} does not exist`);
  refuseView(collection);
  if (collection.timeSeries !== undefined && !isOutput(from))
    throw commandError('CommandNotSupportedOnView', `cannot rename a time-series collection: ${from}`);
  if (from === to) throw commandError('IllegalOperation', "Can't rename a collection to itself");
  checkDatabaseCase(frame, to);
  const target = frame.collection(to);
  if (target !== undefined) {
    if (target.view !== undefined)
      throw commandError('NamespaceExists', `a view already exists with that name: ${to}`);
    if (!dropTarget || (target.timeSeries !== undefined && !isOutput(from)))
      throw commandError('NamespaceExists', 'target namespace exists');
    dropCollection(frame, to, true);
  }
  const key = catalogKey(from);
  frame.guard.definition(from);
  frame.guard.key(keyText(key));
  frame.remove(key);
  frame.catalogChanges.set(from, null);
  saveCollection(frame, { ...collection, namespace: to });
  const dropped: [string, Value][] =
    target === undefined ? [] : [['dropTarget', new Binary(target.uuid, Binary.SUBTYPE_UUID)]];
  note(frame, 'rename', collection, new Map<string, Value>([['to', to], ...dropped]));
}

/** Replaces a collection's options. */
export function setCollectionOptions(
  frame: Frame,
  catalogue: Catalogue,
  namespace: string,
  options: Doc,
): void {
  const collection = frame.collection(namespace);
  if (collection === undefined) throw commandError('NamespaceNotFound', `ns does not exist: ${namespace}`);
  saveCollection(frame, {
    ...collection,
    options,
    validator: validatorOf(options, catalogue.language),
    expiry: expiryOf(options),
    capped: cappedOf(options),
  });
  const names = new Set([...collection.options.keys(), ...options.keys()]);
  const changed = Array.from(names).filter(
    (name) => !valuesEqual(collection.options.get(name), options.get(name)),
  );
  noteModification(frame, collection, new Map(changed.map((name) => [name, options.get(name) ?? null])));
}
