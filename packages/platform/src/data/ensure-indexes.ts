import { isDeepStrictEqual } from 'node:util';
import type { Connection, mongo } from 'mongoose';
import type { Database } from './database.ts';
import { isIndexConflict, isNamespaceMissing } from './mongo-errors.ts';
import { nativeCollection } from './native-collection.ts';
import { PLATFORM_COLLECTIONS, type CollectionTable } from './platform-collections.ts';

/** What `ensureIndexes` needs of a Mongoose model. */
export type ModelWithIndexes = {
  readonly db: Connection;
  readonly collection: { readonly collectionName: string };
  readonly schema: { indexes(): unknown[] };
};

type NamedIndex = mongo.IndexDescription & { readonly name: string };

/**
 * Brings the indexes of the models, and of the platform's collections in their database, to what their schemas say:
 * creates what is missing, drops what is no longer declared, rebuilds what has other options. Writes nothing when all is
 * as it should be.
 */
export async function ensureIndexes(models: readonly ModelWithIndexes[]): Promise<void> {
  const connections = new Set(models.map((model) => model.db));
  await Promise.all([
    ...models.map((model) => bringInLine(collectionOf(model), declaredIndexes(model))),
    ...[...connections].flatMap((connection) => {
      const database = connection.getClient().db(connection.name);
      return Object.entries(PLATFORM_COLLECTIONS).map(([name, indexes]) =>
        bringInLine(database.collection(name), indexes),
      );
    }),
  ]);
}

/** The same for collections without a model. */
export async function ensureCollections(db: Database, table: CollectionTable): Promise<void> {
  await Promise.all(
    Object.entries(table).map(([name, indexes]) => bringInLine(nativeCollection(db, name), indexes)),
  );
}

function collectionOf(model: ModelWithIndexes): mongo.Collection {
  return model.db.getClient().db(model.db.name).collection(model.collection.collectionName);
}

function declaredIndexes(model: ModelWithIndexes): mongo.IndexDescription[] {
  const declared = model.schema.indexes() as [mongo.IndexDescription['key'], object][];
  return declared.map(([key, options]) => {
    const index: Record<string, unknown> = { ...options, key };
    // Mongoose adds it to each index; servers have ignored it since 4.2.
    delete index['background'];
    return index as unknown as mongo.IndexDescription;
  });
}

async function bringInLine(
  collection: mongo.Collection,
  indexes: readonly mongo.IndexDescription[],
): Promise<void> {
  const wanted = indexes.map((index) => ({ ...index, name: index.name ?? indexName(index.key) }));
  const existing = await existingIndexes(collection);
  if (existing === null) await collection.db.createCollection(collection.collectionName);
  const there = new Map((existing ?? []).map((index) => [index.name, index]));
  const names = new Set(wanted.map((index) => index.name));
  for (const name of there.keys()) {
    if (name !== '_id_' && !names.has(name)) await collection.dropIndex(name);
  }
  const missing = wanted.filter((index) => !isSameIndex(index, there.get(index.name)));
  if (missing.length > 0) await createIndexes(collection, missing);
}

async function createIndexes(collection: mongo.Collection, missing: readonly NamedIndex[]): Promise<void> {
  try {
    await collection.createIndexes([...missing]);
  } catch (error) {
    if (!isIndexConflict(error)) throw error;
    for (const index of missing) await rebuildIndex(collection, index);
  }
}

async function rebuildIndex(collection: mongo.Collection, index: NamedIndex): Promise<void> {
  try {
    await collection.createIndexes([index]);
  } catch (error) {
    if (!isIndexConflict(error)) throw error;
    await collection.dropIndex(index.name);
    await collection.createIndexes([index]);
  }
}

/** The collection's indexes; null when there is no such collection. */
async function existingIndexes(collection: mongo.Collection): Promise<NamedIndex[] | null> {
  try {
    const indexes = await collection.listIndexes().toArray();
    return indexes.length === 0 ? null : indexes.map((index) => index as unknown as NamedIndex);
  } catch (error) {
    if (isNamespaceMissing(error)) return null;
    throw error;
  }
}

/** A text index is listed in another form than it is declared in; the server compares it then. */
function isSameIndex(wanted: NamedIndex, there: NamedIndex | undefined): boolean {
  if (there === undefined) return false;
  const { v: _version, ...listed } = there as NamedIndex & { readonly v?: unknown };
  return isDeepStrictEqual({ ...wanted, key: entriesOf(wanted.key) }, { ...listed, key: entriesOf(listed.key) });
}

function entriesOf(key: mongo.IndexDescription['key']): [string, unknown][] {
  return key instanceof Map ? [...key.entries()] : Object.entries(key);
}

/** The server's own way of naming: `customerId_1__id_-1`. */
function indexName(key: mongo.IndexDescription['key']): string {
  return entriesOf(key)
    .map(([field, direction]) => `${field}_${String(direction)}`)
    .join('_');
}
