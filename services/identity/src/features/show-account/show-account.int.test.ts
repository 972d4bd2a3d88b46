import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testContext, testIdentity } from '@souk/platform/testing';
import {
  ADMIN,
  startIdentity,
  type IdentityUnderTest,
  type Registered,
} from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
let ana: Registered;
beforeAll(async () => {
  identity = await startIdentity();
  ana = await identity.register('ana');
});
afterAll(() => identity.stop());

const get = (path: string, as: ReturnType<typeof testIdentity>) =>
  identity.call({ method: 'GET', path: `/api/v1${path}`, identity: as });

describe('an account', () => {
  it('is shown to who it belongs to, and to administrators', async () => {
    const own = await get('/accounts/me', testIdentity(['customer'], { accountId: ana.account.id }));
    expect(own).toMatchObject({
      status: 200,
      body: { id: ana.account.id, email: 'ana@example.com', sellerId: null },
    });
    expect(JSON.stringify(own.body)).not.toContain('$2b$');
    expect((await get(`/accounts/${ana.account.id}`, ADMIN)).body).toEqual(own.body);
  });

  it('is shown to nobody else', async () => {
    const bia = testIdentity(['customer']);
    expect(await get(`/accounts/${ana.account.id}`, bia)).toMatchObject({ status: 403 });
    expect(await get('/accounts/me', bia)).toMatchObject({
      status: 404,
      body: { code: 'account-not-found' },
    });
  });

  it('is told to other services', async () => {
    const told = await identity.port.getAccount(testContext(), { accountId: ana.account.id });
    expect(told).toMatchObject({ email: 'ana@example.com', roles: ['customer'], sellerId: '' });
    await expect(
      identity.port.getAccount(testContext(), { accountId: newId('account') }),
    ).rejects.toMatchObject({
      code: 'account-not-found',
      kind: 'not-found',
    });
  });
});
