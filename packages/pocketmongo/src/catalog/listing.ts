import type { CollectionInfo, CollectionStats } from '../engine.ts';
import { tableStart } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import type { CatalogState } from './catalog.ts';
import { type CollectionEntry } from './entries.ts';
import { splitNamespace } from './namespace.ts';

export function databasesOf(catalog: CatalogState): string[] {
  const names = new Set<string>();
  for (const namespace of catalog.keys()) names.add(splitNamespace(namespace).database);
  return Array.from(names).sort();
}

export function collectionInfo(collection: CollectionEntry): CollectionInfo {
  return {
    name: splitNamespace(collection.namespace).name,
    namespace: collection.namespace,
    options: collection.options,
    uuid: collection.uuid,
  };
}

const SAMPLE = 1_000;

/** Counts are exact; the sizes of indexes are estimated from their first entries. */
export function statsOf(store: Store, collection: CollectionEntry | undefined): CollectionStats {
  if (collection === undefined) return { count: 0, size: 0, avgObjSize: 0, indexSizes: new Map() };
  const { count, size } = collection.counters;
  const indexSizes = new Map(
    collection.indexes.map((index) => {
      const range = {
        from: tableStart(index.table),
        to: tableStart(index.table + 1),
        reverse: false,
        keysOnly: true,
      };
      const sample = store.chunk(range, SAMPLE);
      const bytes = sample.reduce((sum, { key }) => sum + key.length + 8, 0);
      const whole = sample.length < SAMPLE ? bytes : Math.round((bytes / sample.length) * count);
      return [index.name, whole] as const;
    }),
  );
  return { count, size, avgObjSize: count === 0 ? 0 : Math.floor(size / count), indexSizes };
}
