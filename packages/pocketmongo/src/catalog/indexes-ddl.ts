import { valuesEqual } from '../bson/compare.ts';
import { decodeDocument } from '../bson/decode.ts';
import { isDoc, type Doc, type Value } from '../bson/values.ts';
import type { CreateIndexesOutcome } from '../engine.ts';
import { commandError } from '../errors.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { applyIndexChanges, planIndexChanges } from '../records/index-changes.ts';
import { show } from '../query/show.ts';
import type { Frame } from '../storage/frame.ts';
import { recordIdOfKey, tableStart } from '../storage/keys.ts';
import { refuseView } from '../views/view.ts';
import { parseCollation } from '../collation/spec.ts';
import { createCollection, dropTable, note, noteModification, saveCollection } from './collections-ddl.ts';
import type { Catalogue } from './ddl-context.ts';
import { defineIndex } from './definition.ts';
import { isIdKey } from './id-key.ts';
import type { CollectionEntry, IndexEntry } from './entries.ts';
import { checkNewIndex } from './index-checks.ts';
import { isPresent } from './index-conflicts.ts';
import { checkIndexOptions } from './index-options.ts';
import { makeUnique } from './make-unique.ts';
import { checkTimeSeriesIndex } from './time-series.ts';

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
    if (collection.timeSeries !== undefined) checkTimeSeriesIndex(spec);
    if (collection.capped !== undefined && spec.has('expireAfterSeconds'))
      throw commandError('CannotCreateIndex', 'Cannot create TTL index on a capped collection');
    if (spec.has('prepareUnique'))
      throw commandError(
        'CommandNotSupported',
        'createIndexes with prepareUnique is not supported: use collMod',
      );
    const index = newIndex(collection, [...collection.indexes, ...added], spec, catalogue);
    if (index !== undefined) added.push(index);
  }
  const numIndexesBefore = collection.indexes.length;
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

/** The index to build; undefined when the same one exists. */
function newIndex(
  collection: CollectionEntry,
  present: readonly IndexEntry[],
  spec: Doc,
  catalogue: Catalogue,
): IndexEntry | undefined {
  checkNewIndex(spec, collection);
  const index = defineIndex(withCollation(spec, collection), catalogue.nextTable(), catalogue.language);
  if (isIdKey(index.keyPattern)) return undefined;
  return isPresent(present, index) ? undefined : index;
}

/** The specification with its collation written out: the collection's where it has none of its own. */
function withCollation(spec: Doc, collection: CollectionEntry): Doc {
  const given = spec.get('collation');
  const own = given === undefined ? collection.collation : parseCollation(given);
  const rest = [...spec].filter(([field]) => field !== 'collation');
  return new Map<string, Value>(own === undefined ? rest : [...rest, ['collation', own.spec]]);
}

/** Fills new indexes from the documents of their collection, given with these indexes only. */
export function buildIndexes(frame: Frame, onlyNew: CollectionEntry): void {
  for (const index of onlyNew.indexes) if (index.strings !== undefined) frame.flagged.add(index);
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
  const chosen = chooseIndexes(collection, which);
  for (const index of chosen) dropTable(frame, index.table);
  if (chosen.length > 0)
    saveCollection(frame, {
      ...collection,
      indexes: collection.indexes.filter((index) => !chosen.includes(index)),
    });
  if (chosen.length > 0) noteIndexes(frame, 'dropIndexes', collection, chosen);
  return collection.indexes.length;
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
  const spec = new Map([...present.spec, ...options]);
  for (const field of ['hidden', 'prepareUnique']) if (spec.get(field) === false) spec.delete(field);
  const { flags, kinds } = present;
  return { ...defineIndex(spec, present.table, language), flags, kinds };
}

/** Changes the options of an index that collMod may change. Throws IndexNotFound. */
export function setIndexOptions(
  frame: Frame,
  catalogue: Catalogue,
  namespace: string,
  name: string,
  options: Doc,
): void {
  const collection = frame.collection(namespace);
  const present = collection?.indexes.find((index) => index.name === name);
  if (collection === undefined || present === undefined)
    throw commandError('IndexNotFound', `cannot find index ${name} for ns ${namespace}`);
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
