import { decodeDocument } from '../bson/decode.ts';
import { encodeDocument } from '../bson/encode.ts';
import { toNumber } from '../bson/numbers.ts';
import { Binary, isDoc, isNumeric, type Doc, type Value } from '../bson/values.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import { recordIdOfKey, TABLE, tableKey, tableStart } from '../storage/keys.ts';
import { validatorOf } from '../records/validation.ts';
import type { Store } from '../storage/store.ts';
import { storedCollation } from '../collation/spec.ts';
import { defineIndex } from './definition.ts';
import { viewOf } from '../views/view.ts';
import { cappedOf } from './capped.ts';
import { expiryOf } from './expiry.ts';
import { timeSeriesOf } from './time-series.ts';
import { indexesOf } from './time-series-indexes.ts';
import type { CollectionCounters, CollectionEntry, IndexEntry } from './entries.ts';

/** All collections at one moment. Never changed in place: a change makes a new map. */
export type CatalogState = ReadonlyMap<string, CollectionEntry>;

const COLLECTION_PREFIX = 'c';
const FLAGS_PREFIX = 'f';
const DROPPED_PREFIX = 'd';

export function catalogKey(namespace: string): Buffer {
  return tableKey(TABLE.meta, Buffer.from(COLLECTION_PREFIX + namespace));
}

export function flagsKey(table: number): Buffer {
  return tableKey(TABLE.meta, Buffer.from(FLAGS_PREFIX + String(table)));
}

/** Marks a table whose rows are still to be removed. */
export function droppedKey(table: number): Buffer {
  return tableKey(TABLE.meta, Buffer.from(DROPPED_PREFIX + String(table)));
}

export function countsKey(table: number): Buffer {
  return tableKey(TABLE.counts, tableStart(table));
}

export function encodeCollection(collection: CollectionEntry): Uint8Array {
  return encodeDocument(
    new Map<string, Value>([
      ['table', collection.table],
      ['uuid', new Binary(collection.uuid, Binary.SUBTYPE_UUID)],
      ['options', collection.options],
      [
        'indexes',
        collection.indexes.map(
          (index) =>
            new Map<string, Value>([
              ['table', index.table],
              ['spec', index.spec],
              ['kinds', index.kinds],
            ]),
        ),
      ],
    ]),
  );
}

/** One character per flag; behind them the version of what strings have become. */
export function encodeFlags(index: IndexEntry): string {
  const { flags } = index;
  const version = keysVersion(index);
  const text = (flags.truncated ? '1' : '0') + flags.multikey.map((flag) => (flag ? '1' : '0')).join('');
  return version === undefined ? text : `${text} ${flags.irregular ? '1' : '0'}${version}`;
}

/** Names how the strings of an index became its keys, where that may change from one version to the next. */
export const keysVersion = ({ strings, text }: IndexEntry): string | undefined =>
  strings?.version ?? text?.version;

function readFlags(index: IndexEntry, text: string): void {
  const [flags = '', strings = ''] = text.split(' ');
  index.flags.truncated = flags.startsWith('1');
  index.flags.multikey = index.flags.multikey.map((_, i) => flags[i + 1] === '1');
  index.flags.irregular = strings.startsWith('1');
  const version = keysVersion(index);
  index.outdated = version !== undefined && strings.slice(1) !== version;
}

export function encodeCounts(counters: Omit<CollectionCounters, 'scans'>): Buffer {
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeDoubleBE(counters.count, 0);
  bytes.writeDoubleBE(counters.size, 8);
  return bytes;
}

export type LoadedCatalog = { state: Map<string, CollectionEntry>; nextTable: number; dropped: number[] };

/** Reads the catalog at start. */
export function loadCatalog(store: Store, language: QueryLanguage): LoadedCatalog {
  const loaded: LoadedCatalog = { state: new Map(), nextTable: TABLE.firstFree, dropped: [] };
  for (const { key, value } of rows(store)) {
    const name = key.subarray(4).toString();
    if (name.startsWith(COLLECTION_PREFIX)) addCollection(store, language, loaded, name.slice(1), value);
    if (name.startsWith(DROPPED_PREFIX)) {
      const table = Number(name.slice(1));
      if (Number.isInteger(table)) {
        loaded.dropped.push(table);
        loaded.nextTable = Math.max(loaded.nextTable, table + 1);
      }
    }
  }
  const [last] = store.chunk(
    { from: tableStart(TABLE.firstFree), to: tableStart(0xffff_ffff), reverse: true, keysOnly: true },
    1,
  );
  if (last !== undefined) loaded.nextTable = Math.max(loaded.nextTable, last.key.readUInt32BE(0) + 1);
  return loaded;
}

/** Reads one collection; undefined when there is none. */
export function loadCollection(
  store: Store,
  language: QueryLanguage,
  namespace: string,
): CollectionEntry | undefined {
  const loaded: LoadedCatalog = { state: new Map(), nextTable: TABLE.firstFree, dropped: [] };
  const row = store.get(catalogKey(namespace));
  if (row !== undefined) addCollection(store, language, loaded, namespace, row);
  return loaded.state.get(namespace);
}

function rows(store: Store): { key: Buffer; value: Uint8Array }[] {
  return store.chunk(
    { from: tableStart(TABLE.meta), to: tableStart(TABLE.meta + 1), reverse: false, keysOnly: false },
    Number.MAX_SAFE_INTEGER,
  );
}

function addCollection(
  store: Store,
  language: QueryLanguage,
  loaded: LoadedCatalog,
  namespace: string,
  row: Uint8Array,
): void {
  const stored = decodeDocument(row);
  const table = numberOf(stored.get('table'));
  const uuid = stored.get('uuid');
  const options = stored.get('options');
  const specs = stored.get('indexes');
  if (!(uuid instanceof Binary) || !isDoc(options) || !Array.isArray(specs))
    throw new Error(`the catalog's row of ${namespace} is damaged`);
  const indexes = specs.filter(isDoc).map((row) => loadIndex(store, language, row));
  for (const used of [table, ...indexes.map((index) => index.table)])
    loaded.nextTable = Math.max(loaded.nextTable, used + 1);
  const timeSeries = timeSeriesOf(options);
  loaded.state.set(namespace, {
    namespace,
    table,
    uuid: uuid.value(),
    options,
    collation: storedCollation(options),
    validator: validatorOf(options, language),
    timeSeries,
    expiry: expiryOf(options),
    view: viewOf(namespace, options),
    capped: cappedOf(options),
    indexes: indexesOf(timeSeries, indexes),
    counters: loadCounters(store, table),
  });
}

function numberOf(value: Value | undefined): number {
  if (!isNumeric(value)) throw new Error("a number in the catalog's row is damaged");
  return toNumber(value);
}

function loadIndex(store: Store, language: QueryLanguage, row: Doc): IndexEntry {
  const spec = row.get('spec');
  if (!isDoc(spec)) throw new Error("an index in the catalog's row is damaged");
  const index = defineIndex(spec, numberOf(row.get('table')), language);
  index.kinds &&= row.get('kinds') === true;
  const flags = store.get(flagsKey(index.table));
  if (flags !== undefined || keysVersion(index) !== undefined)
    readFlags(index, Buffer.from(flags ?? '').toString());
  return index;
}

function loadCounters(store: Store, table: number): CollectionCounters {
  const [last] = store.chunk(
    { from: tableStart(table), to: tableStart(table + 1), reverse: true, keysOnly: true },
    1,
  );
  const row = store.get(countsKey(table));
  const counts = row === undefined ? undefined : Buffer.from(row);
  return {
    scans: 0,
    nextRecordId: last === undefined ? 1 : recordIdOfKey(last.key) + 1,
    count: counts?.readDoubleBE(0) ?? 0,
    size: counts?.readDoubleBE(8) ?? 0,
  };
}
