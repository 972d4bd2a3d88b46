import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { testContext } from '@souk/platform/testing';
import { startIdentity, type IdentityUnderTest } from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const commandFor = (name: string) => ({
  accountId: newId('account'),
  email: `${name}@casa-verde.example`,
  password: 'parcels before noon',
  displayName: name,
  sellerId: newId('seller'),
});
const accounts = async () => (await identity.stored('accounts')).length;

describe("a log-in for a seller's staff", () => {
  it('acts for the seller, has an event, and can log in', async () => {
    const command = commandFor('bia');
    await identity.port.createStaffAccount(testContext(), command);
    const { accountId, email, password, sellerId } = command;
    expect(await identity.stored('accounts')).toMatchObject([
      { _id: accountId, roles: ['seller'], sellerId },
    ]);
    expect(await identity.events()).toMatchObject([{ type: 'AccountRegistered', subject: accountId }]);
    expect((await identity.post('/sessions', { email, password })).status).toBe(201);
  });

  it('is made once when it is asked for again, also at once', async () => {
    const command = commandFor('caio');
    const before = await accounts();
    await identity.port.createStaffAccount(testContext(), command);
    await identity.port.createStaffAccount(testContext(), command);
    expect(await accounts()).toBe(before + 1);
  });

  it('is refused when the address or the id belongs to somebody else', async () => {
    const command = commandFor('dora');
    await identity.port.createStaffAccount(testContext(), command);
    const before = await accounts();
    const again = { ...command, accountId: newId('account') };
    await expect(identity.port.createStaffAccount(testContext(), again)).rejects.toMatchObject({
      code: 'email-taken',
      errors: [{ pointer: '/email' }],
    });
    const stolen = { ...command, sellerId: newId('seller') };
    await expect(identity.port.createStaffAccount(testContext(), stolen)).rejects.toMatchObject({
      code: 'account-id-taken',
    });
    expect(await accounts()).toBe(before);
  });
});
