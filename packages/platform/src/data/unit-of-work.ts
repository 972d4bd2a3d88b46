import type { ClientSession } from 'mongoose';
import type { IdempotencyClaim, RequestContext } from '../context/index.ts';
import type { Database } from './database.ts';
import { findResult, StoredMeanwhile, storeResult } from './idempotency-results.ts';

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
  return runClaimed(db, { claim, id }, run);
}

async function runClaimed<T>(
  db: Database,
  unit: { readonly claim: IdempotencyClaim; readonly id: string },
  run: (session: ClientSession) => Promise<T>,
): Promise<T> {
  // A claim that has just been made for the first time has nothing stored; anyone else who ran it meanwhile conflicts.
  let look = unit.claim.fresh !== true;
  const attempt = () =>
    db.transaction(async (session) => {
      const stored = look ? await findResult(db, session, unit) : null;
      look = true;
      if (stored !== null) return stored.value as T;
      const value = await run(session);
      await storeResult(db, session, { ...unit, value });
      return value;
    });
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof StoredMeanwhile)) throw error;
    return attempt();
  }
}
