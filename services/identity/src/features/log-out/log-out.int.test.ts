import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Identity } from '@souk/platform/context';
import { testIdentity } from '@souk/platform/testing';
import { startIdentity, type IdentityUnderTest, type Registered } from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
let ana: Registered;
let sessionId = '';
beforeAll(async () => {
  identity = await startIdentity();
  ana = await identity.register('ana');
  sessionId = ana.tokens.refreshToken.split('.')[0] ?? '';
});
afterAll(() => identity.stop());

const logOut = (as: Identity) =>
  identity.call({ method: 'DELETE', path: '/api/v1/sessions/current', identity: as });
const bearer = (accountId: string, session: string): Identity => ({
  ...testIdentity(['customer'], { accountId }),
  sessionId: session,
});

describe('logging out', () => {
  it("leaves other people's sessions alone", async () => {
    const bia = await identity.register('bia');
    await logOut(bearer(bia.account.id, sessionId));
    expect(await identity.stored('sessions')).toContainEqual(
      expect.objectContaining({ _id: sessionId, revokedAt: null }),
    );
  });

  it('ends the session, twice as well, and its refresh token with it', async () => {
    const events = await identity.events();
    expect((await logOut(bearer(ana.account.id, sessionId))).status).toBe(204);
    const revoked = (await identity.stored('sessions')).find(
      (session) => session._id === sessionId,
    )?.revokedAt;
    expect(revoked).toEqual(identity.machineClock.now());
    expect((await logOut(bearer(ana.account.id, sessionId))).status).toBe(204);
    const { refreshToken } = ana.tokens;
    expect((await identity.post('/sessions/refreshes', { refreshToken })).status).toBe(401);
    expect(await identity.events()).toEqual(events);
  });

  it('is refused to who never logged in', async () => {
    expect(await logOut(testIdentity(['customer']))).toMatchObject({
      status: 404,
      body: { code: 'session-unknown' },
    });
    expect(await identity.call({ method: 'DELETE', path: '/api/v1/sessions/current' })).toMatchObject({
      status: 401,
    });
  });
});
