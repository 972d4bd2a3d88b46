import type { mongo } from 'mongoose';
import type { Database } from './database.ts';

/** The driver's own collection: what hot paths use, since it leaves out Mongoose's casting and hydration. */
export type NativeCollection<T extends mongo.Document> = mongo.Collection<T>;

/** The collection `name` of the service's database, without a model. */
export function nativeCollection<T extends mongo.Document>(db: Database, name: string): NativeCollection<T> {
  return db.connection.getClient().db(db.connection.name).collection<T>(name);
}
