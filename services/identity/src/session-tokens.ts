import { DAY_MS, type Id } from '@souk/kernel';
import { ACCESS_TOKEN_SECONDS, issueAccessToken } from './access-tokens.ts';
import { insertSession } from './data/sessions.ts';
import type { Transaction } from './data/stores.ts';
import type { Account } from './domain/account.ts';
import type { IdentityParts } from './parts.ts';
import { hashRefreshToken, refreshTokenOf, type RefreshToken } from './refresh-tokens.ts';

/** What a log-in gets: a token for requests, good for `expiresIn` seconds, and one to renew it. */
export type Tokens = {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
};

/** Starts a session and its family of refresh tokens. */
export async function openSession(
  parts: IdentityParts,
  transaction: Transaction,
  accountId: Id,
): Promise<RefreshToken> {
  const createdAt = parts.machineClock.now();
  const first = { sessionId: parts.ids('session'), generation: 1 };
  await insertSession(parts.stores, transaction, {
    ...first,
    accountId,
    tokenHash: hashRefreshToken(refreshTokenOf(parts.keyRing.secret, first)),
    previousHash: null,
    rotatedAt: null,
    revokedAt: null,
    createdAt,
    expiresAt: sessionEnd(parts, createdAt),
  });
  return first;
}

/** When a session ends that was last used at `usedAt`. */
export function sessionEnd(parts: Pick<IdentityParts, 'config'>, usedAt: Date): Date {
  return new Date(usedAt.getTime() + parts.config.sessionDays * DAY_MS);
}

/** The tokens of the account at this place in the session's family. */
export function tokensOf(
  parts: Pick<IdentityParts, 'keyRing' | 'machineClock'>,
  account: Account,
  token: RefreshToken,
): Tokens {
  return {
    accessToken: issueAccessToken(parts, account, token.sessionId),
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: refreshTokenOf(parts.keyRing.secret, token),
  };
}
