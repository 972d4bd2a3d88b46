import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findAccount } from '../../data/accounts.ts';
import { findSession, replaceToken, revokeSession } from '../../data/sessions.ts';
import type { Transaction } from '../../data/stores.ts';
import { judgeRefresh, type Session } from '../../domain/session.ts';
import { identityError } from '../../errors.ts';
import type { IdentityParts } from '../../parts.ts';
import {
  hashRefreshToken,
  readRefreshToken,
  refreshTokenOf,
  type RefreshToken,
} from '../../refresh-tokens.ts';
import { sessionEnd, tokensOf, type Tokens } from '../../session-tokens.ts';

type Outcome =
  | { readonly kind: 'renewed'; readonly accountId: string; readonly token: RefreshToken }
  | { readonly kind: 'reused' | 'ended' };

/**
 * Gives new tokens for a refresh token, which is good once: within 30 s of its use it gives the same successor (the
 * reply may have been lost), later the whole family is revoked.
 * @throws DomainError `refresh-token-invalid`, `refresh-token-reused`
 */
export async function refreshSession(
  parts: IdentityParts,
  ctx: RequestContext,
  refreshToken: string,
): Promise<Tokens> {
  const token = readRefreshToken(parts.keyRing.secret, refreshToken);
  if (token === null) throw identityError('refresh-token-invalid');
  // A refusal is a result here, not an exception: ending the family must be committed.
  const outcome = await unitOfWork(
    parts.db,
    ctx,
    (transaction: Transaction) => decideRefresh(parts, transaction, token),
    { single: true },
  );
  if (outcome.kind === 'reused') {
    ctx.log.warn({ sessionId: token.sessionId }, 'a refresh token was used again: session ended');
    throw identityError('refresh-token-reused');
  }
  if (outcome.kind !== 'renewed') throw identityError('refresh-token-invalid');
  const account = await findAccount(parts.stores, { accountId: outcome.accountId }, outcome.accountId);
  if (account === null) throw identityError('refresh-token-invalid');
  return tokensOf(parts, account, outcome.token);
}

async function decideRefresh(
  parts: IdentityParts,
  transaction: Transaction,
  token: RefreshToken,
): Promise<Outcome> {
  const { sessionId } = token;
  const presentedHash = hashRefreshToken(refreshTokenOf(parts.keyRing.secret, token));
  // Losing a race against the same token makes it the previous one, which the second look finds.
  for (let look = 1; look <= 2; look += 1) {
    const session = await findSession(parts.stores, { tokenOf: sessionId }, transaction);
    if (session === null) return { kind: 'ended' };
    const now = parts.machineClock.now();
    const verdict = judgeRefresh(session, presentedHash, now);
    switch (verdict.kind) {
      case 'ended':
        return verdict;
      case 'repeat':
        return renewed(session, session.generation);
      case 'reused':
        await revokeSession(parts.stores, transaction, { tokenOf: sessionId, sessionId }, now);
        return verdict;
      case 'rotate':
        if (await rotate(parts, transaction, session)) return renewed(session, session.generation + 1);
    }
  }
  throw new Error(`session ${sessionId} says that its token is current, but does not let it be replaced`);
}

function rotate(parts: IdentityParts, transaction: Transaction, session: Session): Promise<boolean> {
  const at = parts.machineClock.now();
  const next = { sessionId: session.sessionId, generation: session.generation + 1 };
  const tokenHash = hashRefreshToken(refreshTokenOf(parts.keyRing.secret, next));
  return replaceToken(parts.stores, transaction, session, {
    tokenHash,
    at,
    expiresAt: sessionEnd(parts, at),
  });
}

function renewed(session: Session, generation: number): Outcome {
  const { sessionId, accountId } = session;
  return { kind: 'renewed', accountId, token: { sessionId, generation } };
}
