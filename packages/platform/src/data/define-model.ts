import type { Model, Schema } from 'mongoose';
import type { Database } from './database.ts';

/**
 * Makes the model of collection `name` with the house's conventions: string ids given by the caller, no version key (a
 * document that needs one has `version`), unknown fields refused, empty objects kept, indexes built by `ensureIndexes`.
 */
export function defineModel<T>(db: Database, name: string, schema: Schema<T>): Model<T> {
  schema.set('versionKey', false);
  schema.set('id', false);
  schema.set('strict', 'throw');
  schema.set('minimize', false);
  schema.set('autoIndex', false);
  schema.set('autoCreate', false);
  return db.connection.model<T>(name, schema, name);
}
