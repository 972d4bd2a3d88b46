import { loadCatalog, loadCollection } from '../catalog/catalog.ts';
import type { CollectionEntry } from '../catalog/entries.ts';
import { splitNamespace } from '../catalog/namespace.ts';
import { collectionInfo, databasesOf, statsOf } from '../catalog/listing.ts';
import type { Engine, Query } from '../engine.ts';
import type { Operation } from '../execution/operation.ts';
import type { QueryLanguage } from '../query/query-language.ts';
import { Progress } from '../execution/counters.ts';
import { countRows } from '../execution/count.ts';
import { RowCursor, runPlan } from '../execution/cursor.ts';
import { explainPlan } from '../execution/explain.ts';
import { checkStillThere } from '../execution/still-there.ts';
import { planQuery } from '../planner/planner.ts';
import { View } from '../storage/view.ts';
import { refuseView } from '../views/view.ts';
import { partOf } from './only-where-served.ts';
import type { StoreView } from './store-view.ts';

/** An engine that reads one view of the store and knows the collections as that view has them. */
export function readingEngine({ store, moves }: StoreView, language: QueryLanguage): Engine {
  const seen = new Map<string, CollectionEntry | undefined>();
  const collectionOf = (namespace: string): CollectionEntry | undefined => {
    if (!seen.has(namespace)) seen.set(namespace, loadCollection(store, language, namespace));
    return seen.get(namespace);
  };
  const view = new View(store);
  const prepare = (namespace: string, query: Query) => {
    const collection = collectionOf(namespace);
    refuseView(collection);
    return planQuery(collection, query, language);
  };
  return partOf<Engine>('engine', {
    find: (op: Operation, namespace, query) => {
      const progress = new Progress(op);
      const plan = prepare(namespace, query);
      const rested = (): void => {
        if (progress.rests === moves()) return;
        progress.rests = moves();
        checkStillThere(plan, loadCollection(store, language, namespace));
      };
      return new RowCursor(runPlan(view, plan, progress), progress, { rested });
    },
    count: (op, namespace, query) => countRows(view, prepare(namespace, query), new Progress(op), true),
    explain: (op, namespace, query, verbosity) =>
      explainPlan(view, namespace, prepare(namespace, { ...query, alternatives: true }), op, verbosity),
    databases: () => databasesOf(loadCatalog(store, language).state),
    collections: (database) =>
      Array.from(loadCatalog(store, language).state.values())
        .filter(({ namespace }) => splitNamespace(namespace).database === database)
        .map(collectionInfo)
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    collection: (namespace) => {
      const collection = collectionOf(namespace);
      return collection === undefined ? undefined : collectionInfo(collection);
    },
    defaultCollation: (namespace) => collectionOf(namespace)?.collation,
    view: (namespace) => collectionOf(namespace)?.view,
    indexes: (namespace) => collectionOf(namespace)?.indexes.map((index) => index.spec),
    stats: (namespace) => statsOf(store, collectionOf(namespace)),
  });
}
