import type { CollectionEntry } from '../catalog/entries.ts';
import { collectionInfo, databasesOf, statsOf } from '../catalog/listing.ts';
import { splitNamespace } from '../catalog/namespace.ts';
import type { CatalogReads } from '../engine.ts';
import type { Transaction } from '../execution/operation.ts';
import { ownTransaction } from '../transactions/own-transaction.ts';
import type { EngineParts } from './engine-parts.ts';

/** How an engine tells what collections and indexes there are. */
export function catalogReads({ world, transactions }: EngineParts): CatalogReads {
  const { store, state } = world;
  const seen = (namespace: string, txn?: Transaction): CollectionEntry | undefined => {
    const frame = ownTransaction(transactions, txn)?.frame;
    return frame === undefined ? state.catalog.get(namespace) : frame.collection(namespace);
  };
  return {
    databases: () => databasesOf(state.catalog),
    collections: (database, txn) => {
      const all =
        ownTransaction(transactions, txn)?.frame.collections() ?? Array.from(state.catalog.values());
      return all
        .filter((collection) => splitNamespace(collection.namespace).database === database)
        .map(collectionInfo)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    collection: (namespace, txn) => {
      const collection = seen(namespace, txn);
      return collection === undefined ? undefined : collectionInfo(collection);
    },
    defaultCollation: (namespace, txn) => seen(namespace, txn)?.collation,
    view: (namespace, txn) => seen(namespace, txn)?.view,
    indexes: (namespace, txn) => seen(namespace, txn)?.indexes.map((index) => index.spec),
    usesOf: (namespace, txn) => {
      const { indexes = [], counters } = seen(namespace, txn) ?? {};
      return {
        indexes: indexes.map(({ spec, uses }) => ({ spec, ...uses })),
        scans: counters?.scans ?? 0,
      };
    },
    stats: (namespace) => statsOf(store, state.catalog.get(namespace)),
  };
}
