import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  pass,
  startIdentity,
  type IdentityUnderTest,
  type Registered,
} from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
let people = 0;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const refresh = (refreshToken: string, more = {}) =>
  identity.post('/sessions/refreshes', { refreshToken }, more);
const tokensIn = (reply: { body: unknown }) => reply.body as Registered['tokens'];
const freshToken = async () => (await identity.register(`p${(people += 1)}`)).tokens.refreshToken;
const renew = async (token: string) => tokensIn(await refresh(token)).refreshToken;
const sessionOf = async (token: string) =>
  (await identity.stored('sessions')).find((session) => token.startsWith(String(session._id)));

describe('refreshing', () => {
  it('replaces the token and keeps the session alive from then on', async () => {
    const first = await freshToken();
    const events = await identity.events();
    pass(identity.machineClock, 60_000);
    const reply = await refresh(first);
    expect(reply.status).toBe(200);
    expect(tokensIn(reply).refreshToken).not.toBe(first);
    const session = await sessionOf(first);
    expect(session).toMatchObject({ generation: 2, revokedAt: null });
    expect(session?.expiresAt).toEqual(new Date(identity.machineClock.now().getTime() + 30 * 86_400_000));
    expect(await identity.events()).toEqual(events);
  });

  it('gives the same successor for 30 s, since the reply may have been lost', async () => {
    const first = await freshToken();
    const second = await renew(first);
    pass(identity.machineClock, 30_000);
    expect(await renew(first)).toBe(second);
    expect(await sessionOf(first)).toMatchObject({ generation: 2, revokedAt: null });
  });

  it('ends the family when a token is used again later', async () => {
    const first = await freshToken();
    const second = await renew(first);
    pass(identity.machineClock, 30_001);
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'refresh-token-reused' } });
    expect((await sessionOf(first))?.revokedAt).toEqual(identity.machineClock.now());
    expect(await refresh(second)).toMatchObject({ status: 401, body: { code: 'refresh-token-invalid' } });
  });

  it('ends the family when a token is used that was replaced twice', async () => {
    const first = await freshToken();
    const third = await renew(await renew(first));
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'refresh-token-reused' } });
    expect(await refresh(third)).toMatchObject({ status: 401 });
  });

  it('sent twenty times at once gives one successor', async () => {
    const first = await freshToken();
    const replies = await Promise.all(Array.from({ length: 20 }, () => refresh(first)));
    expect(new Set(replies.map((reply) => reply.status))).toEqual(new Set([200]));
    expect(new Set(replies.map((reply) => tokensIn(reply).refreshToken)).size).toBe(1);
    expect(await sessionOf(first)).toMatchObject({ generation: 2 });
  });

  it('under a key gives the same tokens again, also long after', async () => {
    const first = await freshToken();
    const more = { headers: { 'idempotency-key': `refresh-${first.slice(0, 40)}` } };
    const reply = await refresh(first, more);
    pass(identity.machineClock, 120_000);
    const again = await refresh(first, more);
    expect(again.body).toEqual(reply.body);
    expect(await sessionOf(first)).toMatchObject({ generation: 2, revokedAt: null });
  });

  it('stops when the session has not been used for 30 days', async () => {
    const first = await freshToken();
    pass(identity.machineClock, 30 * 86_400_000);
    expect(await refresh(first)).toMatchObject({ status: 401, body: { code: 'refresh-token-invalid' } });
    identity.machineClock.set(new Date());
  });

  it('with a forged token is refused and ends nobody’s session', async () => {
    const first = await freshToken();
    const forged = first.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await refresh(forged)).toMatchObject({ status: 401, body: { code: 'refresh-token-invalid' } });
    expect(await sessionOf(first)).toMatchObject({ generation: 1, revokedAt: null });
  });
});
