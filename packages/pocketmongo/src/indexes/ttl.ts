import type { Doc, Value } from '../bson/values.ts';
import type { CatalogState } from '../catalog/catalog.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Engine, Query } from '../engine.ts';

const BATCH = 500;

/** Deletes the documents that TTL indexes have expired, in small commits. Returns their number. */
export async function sweepExpired(
  engine: Pick<Engine, 'find' | 'write'>,
  catalog: CatalogState,
  now: number,
): Promise<number> {
  let deleted = 0;
  for (const collection of catalog.values()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds !== undefined)
        deleted += await sweepIndex(engine, collection, index, now - index.expireAfterSeconds * 1000);
    }
  }
  return deleted;
}

/** Only dates expire; of an array of dates the earliest counts. */
async function sweepIndex(
  engine: Pick<Engine, 'find' | 'write'>,
  collection: CollectionEntry,
  index: IndexEntry,
  before: number,
): Promise<number> {
  const path = index.fields[0]?.path ?? '';
  const filter: Doc = new Map([[path, new Map<string, Value>([['$lte', new Date(before)]])]]);
  const query: Query = { filter, hint: index.name, limit: BATCH };
  let deleted = 0;
  while (engine.find({}, collection.namespace, { ...query, limit: 1 }).next() !== undefined) {
    let batch = 0;
    await engine.write({}, (unit) => {
      batch = unit.delete(collection.namespace, { query, multi: true }).deleted;
      return new Map();
    });
    deleted += batch;
    if (batch === 0) break;
  }
  return deleted;
}
