import type { ClientSession } from 'mongoose';
import type { RequestContext } from '../context/index.ts';
import type { Database } from './database.ts';
import { findResult, storeResult } from './idempotency-results.ts';

/**
 * Runs one effect of a request so that a retry under the same `Idempotency-Key` gives its first result instead of doing
 * it again: the result (anything that BSON can hold) is stored in the effect's own transaction, under the claim and the
 * number of the effect, so a request's units must come in the same order on each run. Without a key it is a plain
 * transaction, or none (`session` null) with `single`, for one single-document write without an event.
 */
export function unitOfWork<T>(
  db: Database,
  ctx: RequestContext,
  work: (session: ClientSession) => Promise<T>,
): Promise<T>;
export function unitOfWork<T>(
  db: Database,
  ctx: RequestContext,
  work: (session: ClientSession | null) => Promise<T>,
  options: { readonly single?: boolean },
): Promise<T>;
export async function unitOfWork<T>(
  db: Database,
  ctx: RequestContext,
  // Only the second signature asks for `single`, and its work takes null.
  work: (session: never) => Promise<T>,
  options: { readonly single?: boolean } = {},
): Promise<T> {
  const run = work as (session: ClientSession | null) => Promise<T>;
  const claim = ctx.idempotency;
  if (claim === null) return options.single === true ? run(null) : db.transaction(run);
  const id = `${claim.claimId}:${claim.effects}`;
  claim.effects += 1;
  return db.transaction(async (session) => {
    const stored = await findResult(db, session, id);
    if (stored !== null) return stored.result as T;
    const result = await run(session);
    await storeResult(db, session, id, result);
    return result;
  });
}
