import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import { startIdentity, type IdentityUnderTest } from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const assign = (accountId: string, sellerId: string) =>
  identity.port.assignSeller(testContext(), { accountId, sellerId });
const account = async (id: string) => (await identity.stored('accounts')).find(({ _id }) => _id === id);

describe('letting an account act for a seller', () => {
  it('adds role and seller, once, and is audited', async () => {
    const { account: ana } = await identity.register('ana');
    const sellerId = newId('seller');
    await Promise.all([assign(ana.id, sellerId), assign(ana.id, sellerId), assign(ana.id, sellerId)]);
    expect(await account(ana.id)).toMatchObject({ roles: ['customer', 'seller'], sellerId });
    expect(await identity.stored('audit')).toMatchObject([
      { action: 'account.seller-assigned', subject: ana.id },
    ]);
  });

  it('shows in the next access token of a running session', async () => {
    const { account: bia, tokens } = await identity.register('bia');
    const sellerId = newId('seller');
    await assign(bia.id, sellerId);
    const { refreshToken } = tokens;
    const reply = await identity.post('/sessions/refreshes', { refreshToken });
    const { accessToken } = reply.body as { accessToken: string };
    const claims: unknown = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ sub: bia.id, roles: ['customer', 'seller'], sellerId });
  });

  it('is refused for a second seller and for nobody', async () => {
    const { account: caio } = await identity.register('caio');
    const sellerId = newId('seller');
    await assign(caio.id, sellerId);
    await expect(assign(caio.id, newId('seller'))).rejects.toMatchObject({ code: 'seller-assigned' });
    expect(await account(caio.id)).toMatchObject({ sellerId });
    await expect(assign(newId('account'), sellerId)).rejects.toMatchObject({ code: 'account-not-found' });
  });
});
