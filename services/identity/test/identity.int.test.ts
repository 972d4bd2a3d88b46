import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createGuard } from '@souk/platform/auth';
import { accessMatrix } from '@souk/platform/http';
import { callRoute, testContext } from '@souk/platform/testing';
import { pass, startIdentity, type IdentityUnderTest } from './identity-under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const publishedKeys = () =>
  callRoute(identity.service.wellKnown, { method: 'GET', path: '/.well-known/jwks.json' });

describe('identity from outside', () => {
  it('publishes keys with which its access tokens are verified', async () => {
    const { account, tokens } = await identity.register('ana');
    const keys = async () =>
      (await publishedKeys()).body as Awaited<ReturnType<Parameters<typeof createGuard>[0]['keys']>>;
    const guard = createGuard({ keys, clock: identity.machineClock });
    const authorization = `Bearer ${tokens.accessToken}`;
    expect(await guard.identify({ authorization })).toEqual({
      kind: 'account',
      accountId: account.id,
      roles: ['customer'],
      sellerId: null,
      sessionId: tokens.refreshToken.split('.')[0],
    });
    pass(identity.machineClock, 900_001);
    await expect(guard.identify({ authorization })).rejects.toMatchObject({ code: 'token-expired' });
  });

  it('gives other services the same keys', async () => {
    const { jwksJson } = await identity.port.getSigningKeys(testContext(), {});
    expect(JSON.parse(jwksJson)).toEqual((await publishedKeys()).body);
  });

  it('lets in whom it says', () => {
    const rows = accessMatrix([identity.service.http, identity.service.wellKnown]);
    const table = rows.map(({ operationId, guest, customer, seller, admin, carrier }) =>
      [operationId, guest, customer, seller, admin, carrier].join(' '),
    );
    expect(table.toSorted()).toEqual([
      'createStaffAccount 401 403 403 yes 403',
      'listAccounts 401 403 403 yes 403',
      'logIn yes yes yes yes yes',
      'logOut 401 yes yes yes yes',
      'publishSigningKeys yes yes yes yes yes',
      'refreshSession yes yes yes yes yes',
      'registerAccount yes yes yes yes yes',
      'showAccount 401 403 403 yes 403',
      'showOwnAccount 401 yes yes yes yes',
    ]);
  });
});
