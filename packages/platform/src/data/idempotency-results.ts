import type { ClientSession } from 'mongoose';
import type { Database } from './database.ts';
import { nativeCollection, type NativeCollection } from './native-collection.ts';

/** Claims and stored results are kept this long; afterwards a key is as good as new. */
export const KEPT_FOR_MS = 24 * 60 * 60 * 1000;

/** What a unit of work returned, in the transaction of its effect; `_id` = claim and number of the unit. */
type StoredResult = { readonly _id: string; readonly result: unknown; readonly expiresAt: Date };

export function idempotencyResults(db: Database): NativeCollection<StoredResult> {
  return nativeCollection(db, 'idempotencyResults');
}

export async function findResult(
  db: Database,
  session: ClientSession,
  id: string,
): Promise<{ readonly result: unknown } | null> {
  return idempotencyResults(db).findOne({ _id: id }, { session });
}

export async function storeResult(db: Database, session: ClientSession, id: string, result: unknown): Promise<void> {
  await idempotencyResults(db).insertOne(
    { _id: id, result: result ?? null, expiresAt: new Date(Date.now() + KEPT_FOR_MS) },
    { session, ignoreUndefined: true },
  );
}
