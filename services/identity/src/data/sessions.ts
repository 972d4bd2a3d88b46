import type { Id } from '@souk/kernel';
import type { Session } from '../domain/session.ts';
import type { SessionDocument } from './session-schema.ts';
import type { Stores, Transaction } from './stores.ts';

/** A session is reached by whoever holds one of its tokens, or by the account that it belongs to. */
export type SessionScope = { readonly tokenOf: Id } | { readonly accountId: Id };

/** Stores a new session. */
export async function insertSession(
  { sessions }: Stores,
  transaction: Transaction,
  session: Session & { readonly createdAt: Date },
): Promise<void> {
  const { sessionId, ...rest } = session;
  await sessions.create([{ ...rest, _id: sessionId }], { session: transaction });
}

/** The session whose genuine token was presented. */
export async function findSession(
  { sessions }: Stores,
  scope: { readonly tokenOf: Id },
  transaction: Transaction,
): Promise<Session | null> {
  const found = await sessions.findById(scope.tokenOf).session(transaction).lean<SessionDocument>();
  if (found === null) return null;
  const { _id, createdAt: _createdAt, ...rest } = found;
  return { sessionId: _id, ...rest };
}

/** Makes the next token current, provided that `session` is still as it was read; false when it is not. */
export async function replaceToken(
  { sessions }: Stores,
  transaction: Transaction,
  session: Session,
  next: { readonly tokenHash: string; readonly at: Date; readonly expiresAt: Date },
): Promise<boolean> {
  const replaced = await sessions
    .updateOne(
      { _id: session.sessionId, tokenHash: session.tokenHash, revokedAt: null },
      {
        $set: {
          tokenHash: next.tokenHash,
          generation: session.generation + 1,
          previousHash: session.tokenHash,
          rotatedAt: next.at,
          expiresAt: next.expiresAt,
        },
      },
    )
    .session(transaction);
  return replaced.modifiedCount === 1;
}

/** Ends one session; one that has ended stays as it is. False when none of this scope was running. */
export async function revokeSession(
  { sessions }: Stores,
  transaction: Transaction,
  scope: SessionScope & { readonly sessionId: Id },
  at: Date,
): Promise<boolean> {
  const owner = 'accountId' in scope ? { accountId: scope.accountId } : {};
  const ended = await sessions
    .updateOne({ _id: scope.sessionId, ...owner, revokedAt: null }, { $set: { revokedAt: at } })
    .session(transaction);
  return ended.modifiedCount === 1;
}

/** Ends all sessions of an account. */
export async function revokeSessionsOf(
  { sessions }: Stores,
  transaction: Transaction,
  scope: { readonly accountId: Id },
  at: Date,
): Promise<void> {
  await sessions
    .updateMany({ accountId: scope.accountId, revokedAt: null }, { $set: { revokedAt: at } })
    .session(transaction);
}
