import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemContext } from '@souk/platform/context';
import { testIdentity, testLogger } from '@souk/platform/testing';
import { ADMIN, startIdentity, type IdentityUnderTest } from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

const CARRIER = {
  email: 'van@carrier.example',
  password: 'parcels by the thousand',
  displayName: 'Van 7',
  roles: ['carrier', 'carrier'],
};

describe('a log-in for staff', () => {
  it('gets exactly the roles given, an event and an entry in the audit trail', async () => {
    const reply = await identity.post('/staff-accounts', CARRIER, { identity: ADMIN });
    const { id } = reply.body as { id: string };
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe(`/api/v1/accounts/${id}`);
    expect(reply.body).toMatchObject({ email: CARRIER.email, roles: ['carrier'] });
    expect(await identity.stored('accounts')).toMatchObject([{ _id: id, roles: ['carrier'] }]);
    expect(await identity.events()).toMatchObject([{ type: 'AccountRegistered', subject: id }]);
    expect(await identity.stored('audit')).toMatchObject([
      { action: 'account.staff-created', subject: id, actor: ADMIN.accountId },
    ]);
  });

  it('is made by administrators only, and never for a customer', async () => {
    const byCarrier = await identity.post('/staff-accounts', CARRIER, {
      identity: testIdentity(['carrier']),
    });
    expect(byCarrier.status).toBe(403);
    const asCustomer = { ...CARRIER, email: 'x@example.com', roles: ['customer'] };
    expect(await identity.post('/staff-accounts', asCustomer, { identity: ADMIN })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/roles/0', rule: 'enum' }] },
    });
  });

  it('of an administrator can be made on the machine itself', async () => {
    const { roles: _, ...person } = CARRIER;
    const command = { ...person, email: 'root@example.com' };
    const account = await identity.service.createAdmin(systemContext('test', testLogger()), command);
    expect(account.roles).toEqual(['admin']);
    const { email, password } = command;
    expect((await identity.post('/sessions', { email, password })).status).toBe(201);
  });
});
