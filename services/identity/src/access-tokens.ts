import type { Clock, Id } from '@souk/kernel';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '@souk/platform/auth';
import jwt from 'jsonwebtoken';
import type { KeyRing } from './deps.ts';
import type { Account } from './domain/account.ts';

/** How long an access token is good for, in seconds. */
export const ACCESS_TOKEN_SECONDS = 15 * 60;

/**
 * A signed statement (JWT, ES256) of who the bearer is, checked by every service with the published keys alone: a
 * role that is taken away ends with it, up to 15 minutes later.
 */
export function issueAccessToken(
  deps: { readonly keyRing: KeyRing; readonly machineClock: Clock },
  account: Pick<Account, 'accountId' | 'roles' | 'sellerId'>,
  sessionId: Id,
): string {
  const { kid, privateKey } = deps.keyRing.signing;
  const issuedAt = Math.floor(deps.machineClock.now().getTime() / 1000);
  const claims = { roles: account.roles, sellerId: account.sellerId, sid: sessionId, iat: issuedAt };
  return jwt.sign(claims, privateKey, {
    algorithm: 'ES256',
    keyid: kid,
    subject: account.accountId,
    issuer: TOKEN_ISSUER,
    audience: TOKEN_AUDIENCE,
    expiresIn: ACCESS_TOKEN_SECONDS,
  });
}
