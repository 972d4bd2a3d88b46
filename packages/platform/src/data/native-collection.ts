import type { mongo } from 'mongoose';
import type { Database } from './database.ts';

/** The driver's own collection: what hot paths use, since it leaves out Mongoose's casting and hydration. */
export type NativeCollection<T extends mongo.Document> = mongo.Collection<T>;

/** Making a collection resolves all of the client's options: dear enough to be done once for each. */
const collections = new WeakMap<Database, Map<string, mongo.Collection>>();

/** The collection `name` of the service's database, without a model. */
export function nativeCollection<T extends mongo.Document>(db: Database, name: string): NativeCollection<T> {
  const known = collections.get(db) ?? new Map<string, mongo.Collection>();
  collections.set(db, known);
  const collection = known.get(name) ?? db.connection.getClient().db(db.connection.name).collection(name);
  known.set(name, collection);
  // What its documents look like is the caller's knowledge; the driver does not check it either.
  return collection as unknown as NativeCollection<T>;
}
