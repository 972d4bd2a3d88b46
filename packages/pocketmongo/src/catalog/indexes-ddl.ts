import { valuesEqual } from '../bson/compare.ts';
import { decodeDocument } from '../bson/decode.ts';
import { isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import type { CreateIndexesOutcome } from '../engine.ts';
import { commandError, locationError } from '../errors.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { applyIndexChanges, planIndexChanges } from '../records/index-changes.ts';
import { storedGeoOptions } from '../indexes/geo/check-options.ts';
import { isTruthy } from '../query/operators/element.ts';
import { show } from '../query/show.ts';
import type { Frame } from '../storage/frame.ts';
import { recordIdOfKey, tableStart } from '../storage/keys.ts';
import { refuseView } from '../views/view.ts';
import { isClusteredIndex } from './clustered.ts';
import { parseCollation } from '../collation/spec.ts';
import { keysVersion } from './catalog.ts';
import { createCollection, dropTable, note, noteModification, saveCollection } from './collections-ddl.ts';
import type { Catalogue } from './ddl-context.ts';
import { defineIndex } from './definition.ts';
import { isIdKey } from './id-key.ts';
import type { CollectionEntry, IndexEntry } from './entries.ts';
import { checkNewIndex } from './index-checks.ts';
import { isPresent } from './index-conflicts.ts';
import { checkIndexOptions, checkPreparable } from './index-options.ts';
import { checkConvertible, makeUnique } from './make-unique.ts';
import { checkTimeSeriesIndex } from './time-series-indexes.ts';

const MAX_INDEXES = 64;

/** Makes indexes and fills them from the documents. Throws for a conflict with one that exists, and DuplicateKey. */
export function createIndexes(
  frame: Frame,
  catalogue: Catalogue,
  namespace: string,
  specs: readonly Doc[],
): CreateIndexesOutcome {
  const { collection, added, outcome } = newIndexes(frame, catalogue, namespace, specs);
  if (added.length > 0) {
    buildIndexes(frame, { ...collection, indexes: added, building: undefined });
    addIndexes(frame, collection, added);
  }
  return outcome;
}

/** Shows indexes that have been filled. */
export function addIndexes(frame: Frame, collection: CollectionEntry, added: readonly IndexEntry[]): void {
  saveCollection(frame, { ...collection, indexes: [...collection.indexes, ...added] });
  noteIndexes(frame, 'createIndexes', collection, added);
}

/** Checks specifications; gives those of indexes that are not there yet. Makes the collection when it is missing. */
export function newIndexes(
  frame: Frame,
  catalogue: Catalogue,
  namespace: string,
  specs: readonly Doc[],
): { collection: CollectionEntry; added: IndexEntry[]; outcome: CreateIndexesOutcome } {
  const present = frame.collection(namespace);
  refuseView(present);
  const collection = present ?? createCollection(frame, catalogue, namespace, new Map());
  const added: IndexEntry[] = [];
  for (const spec of specs) {
    if (collection.timeSeries !== undefined) checkTimeSeriesIndex(collection.timeSeries, spec);
    if (collection.capped !== undefined && spec.has('expireAfterSeconds'))
      throw commandError('CannotCreateIndex', 'Cannot create TTL index on a capped collection');
    const index = newIndex(collection, [...collection.indexes, ...added], spec, catalogue);
    if (index !== undefined) added.push(index);
  }
  const numIndexesBefore = countOf(collection);
  const numIndexesAfter = numIndexesBefore + added.length;
  if (numIndexesAfter > MAX_INDEXES)
    throw commandError('CannotCreateIndex', `add index fails, too many indexes for ${namespace}`);
  const createdCollectionAutomatically = present === undefined;
  return {
    collection,
    added,
    outcome: { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically },
  };
}

/** How many indexes clients are told of: time series and clustered collections have none on `_id` beside themselves. */
function countOf({ indexes, options, timeSeries }: CollectionEntry): number {
  return timeSeries !== undefined || options.has('clusteredIndex') ? indexes.length - 1 : indexes.length;
}

/** The index to build; undefined when the same one exists. */
function newIndex(
  collection: CollectionEntry,
  present: readonly IndexEntry[],
  spec: Doc,
  catalogue: Catalogue,
): IndexEntry | undefined {
  checkNewIndex(spec, collection);
  const index = defineIndex(completed(spec, collection), catalogue.nextTable(), catalogue.language);
  if (isIdKey(index.keyPattern)) return undefined;
  if (index.prepareUnique) checkPreparable(index);
  return isPresent(present, index) ? undefined : index;
}

/** The specification as it is stored: its collation, or the collection's, written out, whole seconds, no `false`. */
function completed(spec: Doc, collection: CollectionEntry): Doc {
  const stored: Doc = new Map(spec);
  const given = spec.get('collation');
  const collation = given === undefined ? collection.collation : parseCollation(given);
  stored.delete('collation');
  if (collation !== undefined) stored.set('collation', collation.spec);
  const seconds = spec.get('expireAfterSeconds');
  if (isNumeric(seconds)) stored.set('expireAfterSeconds', wholeNumberOf(seconds));
  const key = spec.get('key');
  if (isDoc(key)) for (const [name, value] of storedGeoOptions(spec, key)) stored.set(name, value);
  return withoutFalse(stored);
}

/** Options that are kept only where they are true. */
function withoutFalse(spec: Doc): Doc {
  for (const field of ['hidden', 'prepareUnique']) if (!isTruthy(spec.get(field))) spec.delete(field);
  return spec;
}

/** Fills new indexes from the documents of their collection, which is given with these indexes only. */
export function buildIndexes(frame: Frame, collection: CollectionEntry): void {
  // With prepareUnique the duplicates that are there stay.
  const indexes = collection.indexes.map((index) =>
    index.prepareUnique ? { ...index, prepareUnique: false } : index,
  );
  const onlyNew = { ...collection, indexes };
  for (const index of onlyNew.indexes) if (keysVersion(index) !== undefined) frame.flagged.add(index);
  const range = { from: tableStart(onlyNew.table), to: tableStart(onlyNew.table + 1) };
  const scan = new KeyScan(frame.view, [range], { reverse: false, keysOnly: false });
  for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
    const recordId = recordIdOfKey(entry.key);
    applyIndexChanges(
      frame,
      recordId,
      planIndexChanges(frame, onlyNew, recordId, undefined, decodeDocument(entry.value)),
    );
  }
}

function noteIndexes(
  frame: Frame,
  kind: 'createIndexes' | 'dropIndexes',
  collection: CollectionEntry,
  indexes: readonly IndexEntry[],
): void {
  const specs: Doc = new Map([['indexes', indexes.map((index) => index.spec)]]);
  note(frame, kind, collection, new Map([['operationDescription', specs]]));
}

/** Drops by name, key pattern, list of names or '*'. Returns how many indexes there were. */
export function dropIndexes(
  frame: Frame,
  namespace: string,
  which: string | Doc | readonly string[],
): number {
  const collection = frame.collection(namespace);
  if (collection === undefined) throw commandError('NamespaceNotFound', `ns not found ${namespace}`);
  refuseView(collection);
  if (isClusteredIndex(collection.options, which))
    throw locationError(5979800, 'cannot drop the clustered index: it goes with its collection');
  const chosen = chooseIndexes(collection, which);
  for (const index of chosen) dropTable(frame, index.table);
  if (chosen.length > 0)
    saveCollection(frame, {
      ...collection,
      indexes: collection.indexes.filter((index) => !chosen.includes(index)),
    });
  if (chosen.length > 0) noteIndexes(frame, 'dropIndexes', collection, chosen);
  return countOf(collection);
}

function chooseIndexes(collection: CollectionEntry, which: string | Doc | readonly string[]): IndexEntry[] {
  const [, ...others] = collection.indexes;
  if (which === '*') return others;
  const names =
    typeof which === 'string' ? [which] : isDoc(which as Doc) ? undefined : (which as readonly string[]);
  if (names === undefined) {
    const found = collection.indexes.filter((index) => valuesEqual(index.keyPattern, which as Doc));
    if (found.length === 0)
      throw commandError('IndexNotFound', `can't find index with key: ${show(which as Doc)}`);
    if (found.length > 1)
      throw commandError(
        'AmbiguousIndexKeyPattern',
        `${found.length} indexes found for key: ${show(which as Doc)}, identify by name instead. Conflicting indexes: ${found.map(({ name }) => name).join(', ')}`,
      );
    return refuseId(found);
  }
  return names.map((name) => {
    const found = collection.indexes.find((index) => index.name === name);
    if (found === undefined) throw commandError('IndexNotFound', `index not found with name [${name}]`);
    return refuseId([found])[0] ?? found;
  });
}

function refuseId(indexes: IndexEntry[]): IndexEntry[] {
  if (indexes.some((index) => isIdKey(index.keyPattern)))
    throw commandError('InvalidOptions', 'cannot drop _id index');
  return indexes;
}

function withOptions(present: IndexEntry, options: Doc, { language }: Catalogue): IndexEntry {
  const spec = withoutFalse(new Map([...present.spec, ...options]));
  if (valuesEqual(spec, present.spec)) return present;
  return { ...defineIndex(spec, present.table, language), flags: present.flags, kinds: present.kinds };
}

/** Refuses an index that collMod could not make unique. */
export function checkUnique(frame: Frame, namespace: string, name: string): void {
  const { collection, index } = existing(frame, namespace, name);
  checkConvertible(frame, collection, index);
}

function existing(
  frame: Frame,
  namespace: string,
  name: string,
): { collection: CollectionEntry; index: IndexEntry } {
  const collection = frame.collection(namespace);
  const index = collection?.indexes.find((each) => each.name === name);
  if (collection === undefined || index === undefined)
    throw commandError('IndexNotFound', `cannot find index ${name} for ns ${namespace}`);
  return { collection, index };
}

/** Changes the options of an index that collMod may change. Throws IndexNotFound. */
export function setIndexOptions(
  frame: Frame,
  catalogue: Catalogue,
  namespace: string,
  name: string,
  options: Doc,
): void {
  const { collection, index: present } = existing(frame, namespace, name);
  checkIndexOptions(present, options);
  const changed =
    options.get('unique') === true
      ? makeUnique(frame, catalogue, { ...collection, building: undefined }, present, buildIndexes)
      : withOptions(present, options, catalogue);
  saveCollection(frame, {
    ...collection,
    indexes: collection.indexes.map((index) => (index === present ? changed : index)),
  });
  const before = Array.from(options.keys()).flatMap((field): [string, Value][] => {
    const value = present.spec.get(field);
    return value === undefined ? [] : [[field, value]];
  });
  const index: Doc = new Map<string, Value>([['name', name], ...options]);
  noteModification(frame, collection, new Map([['index', index]]), new Map(before));
}
