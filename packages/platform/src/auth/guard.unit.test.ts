import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { manualClock } from '@souk/kernel';
import jwt from 'jsonwebtoken';
import { TOKEN_AUDIENCE, TOKEN_ISSUER, createGuard, type JwksJson } from './index.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const clock = manualClock(NOW);

function keyPair(kid: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid }, publicKey };
}

const key = keyPair('k1');
const CLAIMS = { sub: 'acc_1', roles: ['customer', 'seller'], sellerId: 'sel_1', sid: 'ses_1' };

function token(
  claims: Record<string, unknown> = CLAIMS,
  { signer = key, issuer = TOKEN_ISSUER, audience = TOKEN_AUDIENCE, lasts = 900 } = {},
): string {
  const iat = Math.floor(clock.now().getTime() / 1000);
  return jwt.sign({ iss: issuer, aud: audience, iat, exp: iat + lasts, ...claims }, signer.privateKey, {
    algorithm: 'ES256',
    keyid: signer.kid,
  });
}

function guardOf(jwks: () => JwksJson = () => ({ keys: [key.jwk] })) {
  let asked = 0;
  const guard = createGuard({
    clock,
    keys: () => {
      asked += 1;
      return Promise.resolve(jwks());
    },
  });
  return { identify: (authorization?: string) => guard.identify({ authorization }), asked: () => asked };
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** A token whose signature was made with the public key as an HMAC secret. */
function confused(publicKey: KeyObject): string {
  const iat = Math.floor(NOW.getTime() / 1000);
  const body = `${base64url({ alg: 'HS256', kid: 'k1' })}.${base64url({ ...CLAIMS, iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE, iat, exp: iat + 900 })}`;
  const secret = publicKey.export({ format: 'pem', type: 'spki' });
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
}

describe('the guard', () => {
  it('takes a caller without a token for a guest', async () => {
    expect(await guardOf().identify()).toEqual({ kind: 'guest' });
  });

  it('knows the bearer of a good token', async () => {
    const { identify, asked } = guardOf();
    const identity = {
      kind: 'account',
      accountId: 'acc_1',
      roles: ['customer', 'seller'],
      sellerId: 'sel_1',
      sessionId: 'ses_1',
    };
    const bearer = `Bearer ${token()}`;
    expect(await identify(bearer)).toEqual(identity);
    expect(await identify(bearer)).toEqual(identity);
    expect(await identify(`Bearer ${token({ sub: 'acc_2', roles: [] })}`)).toMatchObject({ sellerId: null });
    expect(asked()).toBe(1);
  });

  it.each<[string, () => string]>([
    ['of another key', () => token(CLAIMS, { signer: keyPair('k1') })],
    ['of an unknown key', () => token(CLAIMS, { signer: keyPair('k9') })],
    ['of another issuer', () => token(CLAIMS, { issuer: 'other' })],
    ['for another audience', () => token(CLAIMS, { audience: 'other' })],
    ['without a subject', () => token({ roles: [] })],
    ['with roles that are none', () => token({ ...CLAIMS, roles: ['king'] })],
    ['with a seller that is none', () => token({ ...CLAIMS, sellerId: 1 })],
    ['signed with the public key', () => confused(key.publicKey)],
    ['without signature', () => `${base64url({ alg: 'none', kid: 'k1' })}.${base64url(CLAIMS)}.`],
    [
      'that was tampered with',
      () => token().replace(/\.[^.]+\./, `.${base64url({ ...CLAIMS, roles: ['admin'] })}.`),
    ],
    ['that is nonsense', () => 'a.b.c'],
    ['that is endless', () => `a.${'b'.repeat(5000)}.c`],
  ])('refuses a token %s', async (_what, make) => {
    await expect(guardOf().identify(`Bearer ${make()}`)).rejects.toMatchObject({
      code: 'token-invalid',
      kind: 'unauthenticated',
    });
  });

  it.each([['Basic dXNlcg=='], ['Bearer'], ['Bearer  '], ['Token a.b.c']])('refuses %s', async (header) => {
    await expect(guardOf().identify(header)).rejects.toMatchObject({ code: 'token-invalid' });
  });

  it('refuses an expired token, also one that it has seen in its time', async () => {
    const { identify } = guardOf();
    const bearer = `Bearer ${token()}`;
    await identify(bearer);
    clock.set(new Date(NOW.getTime() + 901_000));
    await expect(identify(bearer)).rejects.toMatchObject({ code: 'token-expired' });
    await expect(guardOf().identify(bearer)).rejects.toMatchObject({ code: 'token-expired' });
    clock.set(NOW);
  });

  it('asks for new keys when a token names one that it does not know, but not for each', async () => {
    const next = keyPair('k2');
    let keys = [key.jwk];
    const { identify, asked } = guardOf(() => ({ keys }));
    await identify(`Bearer ${token()}`);
    keys = [key.jwk, next.jwk];
    const bearer = `Bearer ${token(CLAIMS, { signer: next })}`;
    await expect(identify(bearer)).rejects.toMatchObject({ code: 'token-invalid' });
    clock.set(new Date(NOW.getTime() + 11_000));
    expect(await identify(bearer)).toMatchObject({ accountId: 'acc_1' });
    expect(asked()).toBe(2);
    clock.set(NOW);
  });
});
