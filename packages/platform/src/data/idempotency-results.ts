import { DAY_MS } from '@souk/kernel';
import mongoose, { type ClientSession, type mongo } from 'mongoose';
import type { IdempotencyClaim } from '../context/index.ts';
import type { Database } from './database.ts';
import { isDuplicateKey } from './mongo-errors.ts';
import { nativeCollection, type NativeCollection } from './native-collection.ts';
import { seal, unseal } from './sealing.ts';

/** Claims and stored results are kept this long; afterwards a key is as good as new. */
export const KEPT_FOR_MS = DAY_MS;

/**
 * What a unit of work returned, in the transaction of its effect; `_id` = claim and number of the unit. Sealed with the
 * claim's key, since a result may hold what is stored nowhere else in the clear: a cart's token.
 */
type StoredResult = {
  readonly _id: string;
  readonly result: mongo.Binary | { readonly value: unknown };
  readonly expiresAt: Date;
};

export function idempotencyResults(db: Database): NativeCollection<StoredResult> {
  return nativeCollection(db, 'idempotencyResults');
}

/** Thrown out of a transaction whose unit of work another run has finished in the meantime. */
export class StoredMeanwhile extends Error {}

/** The unit's result when it has been done before. */
export async function findResult(
  db: Database,
  session: ClientSession,
  { claim, id }: { readonly claim: IdempotencyClaim; readonly id: string },
): Promise<{ readonly value: unknown } | null> {
  const stored = await idempotencyResults(db).findOne({ _id: id }, { session });
  if (stored === null) return null;
  if (!isBinary(stored.result)) return stored.result;
  if (claim.sealKey === undefined) throw new TypeError('a sealed result needs the key of its claim');
  const bytes = unseal(stored.result.buffer, claim.sealKey);
  return { value: mongoose.mongo.BSON.deserialize(bytes, { useBigInt64: true })['value'] };
}

/** Stores the unit's result in its transaction. @throws StoredMeanwhile */
export async function storeResult(
  db: Database,
  session: ClientSession,
  { claim, id, value }: { readonly claim: IdempotencyClaim; readonly id: string; readonly value: unknown },
): Promise<void> {
  const { BSON, Binary } = mongoose.mongo;
  const content = { value: value ?? null };
  const result =
    claim.sealKey === undefined
      ? content
      : new Binary(seal(BSON.serialize(content, { ignoreUndefined: true }), claim.sealKey));
  try {
    await idempotencyResults(db).insertOne(
      { _id: id, result, expiresAt: new Date(Date.now() + KEPT_FOR_MS) },
      { session, ignoreUndefined: true },
    );
  } catch (error) {
    if (isDuplicateKey(error)) throw new StoredMeanwhile();
    throw error;
  }
}

function isBinary(result: StoredResult['result']): result is mongo.Binary {
  return '_bsontype' in result;
}
