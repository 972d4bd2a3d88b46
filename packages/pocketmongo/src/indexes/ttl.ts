import type { Doc, Value } from '../bson/values.ts';
import type { CatalogState } from '../catalog/catalog.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Expiry } from '../catalog/expiry.ts';
import type { Engine, Query, WriteUnit } from '../engine.ts';

const BATCH = 500;

/** What a sweep works with. */
export type Swept = {
  engine: Pick<Engine, 'find' | 'write'>;
  /** The collections as they are now: what is dropped or changed while a sweep runs must not go by what was before. */
  catalog: () => CatalogState;
  now: number;
};

/**
 * Deletes the documents that have expired, in small commits. Returns their number. What fails in one collection does not
 * keep the others from being swept; it is thrown in the end.
 */
export async function sweepExpired(swept: Swept): Promise<number> {
  let deleted = 0;
  const failures: unknown[] = [];
  for (const collection of swept.catalog().values()) {
    try {
      deleted += await sweep(swept, collection);
    } catch (failure) {
      failures.push(failure);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'documents that have expired are still there');
  return deleted;
}

async function sweep(swept: Swept, collection: CollectionEntry): Promise<number> {
  let deleted = 0;
  if (collection.expiry !== undefined) deleted += await sweepCollection(swept, collection, collection.expiry);
  for (const index of collection.indexes) {
    if (index.expireAfterSeconds !== undefined)
      deleted += await sweepIndex(swept, collection, index, index.expireAfterSeconds);
  }
  return deleted;
}

/** Only dates expire; of an array of dates the earliest counts. */
async function sweepIndex(
  { engine, catalog, now }: Swept,
  { namespace }: CollectionEntry,
  index: IndexEntry,
  seconds: number,
): Promise<number> {
  const path = index.fields[0]?.path ?? '';
  const filter: Doc = new Map([[path, new Map<string, Value>([['$lte', new Date(now - seconds * 1000)]])]]);
  const query: Query = { filter, hint: index.name, upkeep: true, limit: BATCH };
  const stands = (): boolean => catalog().get(namespace)?.indexes.includes(index) === true;
  let deleted = 0;
  while (stands() && engine.find({}, namespace, { ...query, limit: 1 }).next() !== undefined) {
    const batch = await deleteSome(engine, (unit) =>
      stands() ? unit.delete(namespace, { query, multi: true }).deleted : 0,
    );
    deleted += batch;
    if (batch === 0) break;
  }
  return deleted;
}

/** No index leads to these documents: they are looked for in a scan that lets others run, and deleted by `_id`. */
async function sweepCollection(
  { engine, catalog, now }: Swept,
  { namespace }: CollectionEntry,
  expiry: Expiry,
): Promise<number> {
  const before = new Date(now - expiry.seconds * 1000);
  const expired: Doc = new Map([[expiry.path, new Map<string, Value>([['$lte', before]])]]);
  const stands = (): boolean => catalog().get(namespace)?.expiry === expiry;
  if (!stands()) return 0;
  const cursor = engine.find({}, namespace, { filter: expired });
  let deleted = 0;
  for (let done = false; !done && stands();) {
    const batch = await cursor.nextBatch(BATCH, Number.POSITIVE_INFINITY);
    done = batch.done;
    const ids = batch.rows.map((row): Value => row.doc().get('_id') ?? null);
    if (ids.length === 0) continue;
    const filter: Doc = new Map([...expired, ['$and', [new Map([['_id', new Map([['$in', ids]])]])]]]);
    deleted += await deleteSome(engine, (unit) =>
      stands() ? unit.delete(namespace, { query: { filter }, multi: true }).deleted : 0,
    );
  }
  cursor.close();
  return deleted;
}

/** Makes a commit of what `body` deletes, and gives the number. */
async function deleteSome(engine: Pick<Engine, 'write'>, body: (unit: WriteUnit) => number): Promise<number> {
  let deleted = 0;
  await engine.write({}, (unit) => {
    deleted = body(unit);
    return new Map();
  });
  return deleted;
}
