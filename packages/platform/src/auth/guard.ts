import type { KeyObject } from 'node:crypto';
import type { Clock } from '@souk/kernel';
import type { JwtPayload } from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { Identity, Role } from '../context/index.ts';
import { authError } from './errors.ts';
import { createKeyRing, type JwksJson, type KeyRing } from './key-ring.ts';

export const TOKEN_ISSUER = 'souk';
export const TOKEN_AUDIENCE = 'souk-api';

/** The headers that tell who asks. */
export type IdentityHeaders = { readonly authorization?: string | undefined };

/** Tells who asks. @throws DomainError 401 when a token is there but no good. */
export type Guard = { identify(headers: IdentityHeaders): Promise<Identity> };

export type GuardOptions = {
  /** The issuer's public keys (JWKS); asked once, and again when a token names an unknown key. */
  readonly keys: () => Promise<JwksJson>;
  /** Machine time. */
  readonly clock: Clock;
  /** Verified tokens kept; 10,000 unless said. */
  readonly cacheSize?: number;
};

type Verified = { readonly identity: Identity; readonly expiresAt: number };

const GUEST: Promise<Identity> = Promise.resolve({ kind: 'guest' });
const ROLES: ReadonlySet<string> = new Set<Role>(['customer', 'seller', 'admin', 'carrier']);
/** Ours are some 400 characters; longer ones are not worth a look. */
const MAX_TOKEN_LENGTH = 2048;

/** Verifies ES256 access tokens of the identity service. A token seen before costs a look into a map. */
export function createGuard(options: GuardOptions): Guard {
  const ring = createKeyRing(options.keys, options.clock);
  const verified = new LRUCache<string, Verified>({ max: options.cacheSize ?? 10_000 });

  const identifyBearer = async (token: string): Promise<Identity> => {
    const now = options.clock.now().getTime();
    const known = verified.get(token);
    if (known !== undefined) {
      if (now < known.expiresAt) return known.identity;
      throw authError('token-expired');
    }
    const fresh = await verify(token, ring, now);
    verified.set(token, fresh);
    return fresh.identity;
  };

  return {
    identify: ({ authorization }) => {
      if (authorization === undefined) return GUEST;
      const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i.exec(authorization)?.[1];
      if (token === undefined || token.length > MAX_TOKEN_LENGTH)
        return Promise.reject(authError('token-invalid'));
      return identifyBearer(token);
    },
  };
}

async function verify(token: string, ring: KeyRing, now: number): Promise<Verified> {
  const { default: jwt } = await import('jsonwebtoken');
  const kid = jwt.decode(token, { complete: true })?.header.kid;
  const key: KeyObject | undefined = typeof kid === 'string' ? await ring.find(kid) : undefined;
  if (key === undefined) throw authError('token-invalid');
  let claims: string | JwtPayload;
  try {
    claims = jwt.verify(token, key, {
      algorithms: ['ES256'],
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      clockTimestamp: Math.floor(now / 1000),
    });
  } catch (error) {
    throw authError(
      // By name: the library's errors are none to `Error.isError`.
      nameOf(error) === 'TokenExpiredError' ? 'token-expired' : 'token-invalid',
    );
  }
  return fromClaims(claims);
}

function nameOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;
}

function fromClaims(claims: string | JwtPayload): Verified {
  if (typeof claims === 'string') throw authError('token-invalid');
  const { sub, exp } = claims;
  const roles: unknown = claims.roles;
  const sellerId: unknown = claims.sellerId ?? null;
  if (typeof sub !== 'string' || typeof exp !== 'number' || !isRoles(roles)) throw authError('token-invalid');
  if (sellerId !== null && typeof sellerId !== 'string') throw authError('token-invalid');
  const session = typeof claims.sid === 'string' ? { sessionId: claims.sid } : {};
  return {
    identity: Object.freeze({
      kind: 'account',
      accountId: sub,
      roles: Object.freeze([...roles]),
      sellerId,
      ...session,
    }),
    expiresAt: exp * 1000,
  };
}

function isRoles(value: unknown): value is readonly Role[] {
  return Array.isArray(value) && value.every((role) => typeof role === 'string' && ROLES.has(role));
}
