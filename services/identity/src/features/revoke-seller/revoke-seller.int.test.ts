import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import { startIdentity, type IdentityUnderTest } from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const SELLER = newId('seller');
const revoke = (accountId: string, sellerId = SELLER) =>
  identity.port.revokeSeller(testContext(), { accountId, sellerId });
const account = async (id: string) => (await identity.stored('accounts')).find(({ _id }) => _id === id);
const registerFor = async (name: string) => {
  const registered = await identity.register(name);
  await identity.port.assignSeller(testContext(), { accountId: registered.account.id, sellerId: SELLER });
  return registered;
};

describe('taking a seller away from an account', () => {
  it('ends its sessions, so that no further access token is made', async () => {
    const { account: ana, tokens } = await registerFor('ana');
    await revoke(ana.id);
    expect(await account(ana.id)).toMatchObject({ roles: ['customer'], sellerId: null });
    const { refreshToken } = tokens;
    expect((await identity.post('/sessions/refreshes', { refreshToken })).status).toBe(401);
    const sessions = (await identity.stored('sessions')).filter(({ accountId }) => accountId === ana.id);
    expect(sessions.every(({ revokedAt }) => revokedAt !== null)).toBe(true);
  });

  it('again changes nothing, nor for another seller', async () => {
    const { account: bia } = await registerFor('bia');
    await revoke(bia.id, newId('seller'));
    expect(await account(bia.id)).toMatchObject({ sellerId: SELLER });
    await revoke(bia.id);
    const audit = await identity.stored('audit');
    await revoke(bia.id);
    expect(await identity.stored('audit')).toEqual(audit);
  });

  it('is refused for an account that is not there', async () => {
    await expect(revoke(newId('account'))).rejects.toMatchObject({ code: 'account-not-found' });
  });
});
