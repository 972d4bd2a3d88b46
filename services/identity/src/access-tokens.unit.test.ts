import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { manualClock } from '@souk/kernel';
import jwt from 'jsonwebtoken';
import { issueAccessToken } from './access-tokens.ts';

describe('an access token', () => {
  it('says who bears it, for 15 minutes of machine time, signed with the named key', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const now = new Date('2026-03-01T12:00:00Z');
    const keyRing = { signing: { kid: 'k1', privateKey }, published: [], secret: new Uint8Array(32) };
    const account = { accountId: 'acc_1', roles: ['customer', 'seller'] as const, sellerId: 'sel_1' };
    const token = issueAccessToken({ keyRing, machineClock: manualClock(now) }, account, 'ses_1');
    const seconds = now.getTime() / 1000;
    const read = jwt.verify(token, createPublicKey(privateKey), {
      complete: true,
      clockTimestamp: seconds + 899,
    });
    expect(read.header).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'k1' });
    expect(read.payload).toEqual({
      sub: 'acc_1',
      roles: ['customer', 'seller'],
      sellerId: 'sel_1',
      sid: 'ses_1',
      iss: 'souk',
      aud: 'souk-api',
      iat: seconds,
      exp: seconds + 900,
    });
    expect(() => jwt.verify(token, createPublicKey(privateKey), { clockTimestamp: seconds + 901 })).toThrow(
      'expired',
    );
  });
});
