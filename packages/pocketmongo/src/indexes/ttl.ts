import type { Doc, Value } from '../bson/values.ts';
import type { CatalogState } from '../catalog/catalog.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Expiry } from '../catalog/expiry.ts';
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
    if (collection.expiry !== undefined)
      deleted += await sweepCollection(engine, collection.namespace, collection.expiry, now);
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
  const query: Query = { filter, hint: index.name, upkeep: true, limit: BATCH };
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

/** No index leads to these documents: they are looked for in a scan that lets others run, and deleted by `_id`. */
async function sweepCollection(
  engine: Pick<Engine, 'find' | 'write'>,
  namespace: string,
  { path, seconds }: Expiry,
  now: number,
): Promise<number> {
  const before = new Date(now - seconds * 1000);
  const expired: Doc = new Map([[path, new Map<string, Value>([['$lte', before]])]]);
  const cursor = engine.find({}, namespace, { filter: expired });
  let deleted = 0;
  for (let done = false; !done;) {
    const batch = await cursor.nextBatch(BATCH, Number.POSITIVE_INFINITY);
    done = batch.done;
    const ids = batch.rows.map((row): Value => row.doc().get('_id') ?? null);
    if (ids.length === 0) continue;
    const filter: Doc = new Map([...expired, ['$and', [new Map([['_id', new Map([['$in', ids]])]])]]]);
    await engine.write({}, (unit) => {
      deleted += unit.delete(namespace, { query: { filter }, multi: true }).deleted;
      return new Map();
    });
  }
  cursor.close();
  return deleted;
}
