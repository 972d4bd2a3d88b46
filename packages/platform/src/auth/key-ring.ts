import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Clock } from '@souk/kernel';

/** The public half of a signing key, as it stands in a JSON Web Key Set. */
export type PublicJwk = JsonWebKey & { readonly kid?: string };
export type JwksJson = { readonly keys: readonly PublicJwk[] };

export type KeyRing = {
  /** The key named `kid`, or undefined when the issuer has none of that name. */
  find(kid: string): Promise<KeyObject | undefined>;
};

/** A forged `kid` must not make every request ask the issuer. */
const REFETCH_EVERY_MS = 10_000;

/** Keeps the issuer's public keys; asks again, at most every ten seconds, when a token names an unknown one. */
export function createKeyRing(fetchKeys: () => Promise<JwksJson>, clock: Clock): KeyRing {
  let keys = new Map<string, KeyObject>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | null = null;

  const ask = async (): Promise<void> => {
    try {
      keys = importKeys(await fetchKeys());
      askedAt = clock.now().getTime();
    } finally {
      asking = null;
    }
  };

  return {
    find: async (kid) => {
      const known = keys.get(kid);
      if (known !== undefined) return known;
      if (asking === null && clock.now().getTime() - askedAt < REFETCH_EVERY_MS) return undefined;
      asking ??= ask();
      await asking;
      return keys.get(kid);
    },
  };
}

function importKeys(jwks: JwksJson): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const jwk of jwks.keys) {
    if (jwk.kid === undefined || jwk.kty !== 'EC' || jwk.crv !== 'P-256') continue;
    keys.set(jwk.kid, createPublicKey({ key: jwk, format: 'jwk' }));
  }
  return keys;
}
