import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import bcrypt from 'bcrypt';
import {
  ANA,
  startIdentity,
  type IdentityUnderTest,
  type Registered,
} from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.stop());

describe('registering', () => {
  it('answers with the account and its tokens, and stores neither password nor token', async () => {
    const reply = await identity.post('/accounts', ANA);
    const { account, tokens } = reply.body as Registered;
    expect(reply.status).toBe(201);
    expect(reply.headers.get('location')).toBe('/api/v1/accounts/me');
    expect(account).toMatchObject({ email: ANA.email, displayName: ANA.displayName, roles: ['customer'] });
    expect(tokens.expiresIn).toBe(900);

    const [stored] = await identity.stored('accounts');
    expect(stored).toMatchObject({ _id: account.id, email: ANA.email, sellerId: null });
    expect(stored?.createdAt).toEqual(identity.clock.now());
    expect(await bcrypt.compare(ANA.password, String(stored?.passwordHash))).toBe(true);
    const sessions = await identity.stored('sessions');
    expect(sessions).toMatchObject([{ accountId: account.id, generation: 1, revokedAt: null }]);
    expect(JSON.stringify(sessions)).not.toContain(tokens.refreshToken);
  });

  it('tells that somebody registered', async () => {
    const { account } = await identity.register('bia');
    const events = (await identity.events()).filter((event) => event.subject === account.id);
    expect(events).toMatchObject([
      {
        type: 'AccountRegistered',
        occurredAt: '2026-03-01T12:00:00.000Z',
        data: { accountId: account.id, email: 'bia@example.com', roles: ['customer'] },
      },
    ]);
  });

  it('is refused for an address that is taken, however it is written, without an effect', async () => {
    await identity.register('caio');
    const before = [
      await identity.stored('accounts'),
      await identity.stored('sessions'),
      await identity.events(),
    ];
    const reply = await identity.post('/accounts', { ...ANA, email: 'CAIO@Example.com' });
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({
      code: 'email-taken',
      errors: [{ pointer: '/email', rule: 'unique' }],
    });
    const after = [
      await identity.stored('accounts'),
      await identity.stored('sessions'),
      await identity.events(),
    ];
    expect(after).toEqual(before);
  });

  it('makes one account when the same address comes eight times at once', async () => {
    const body = { ...ANA, email: 'dora@example.com' };
    const replies = await Promise.all(Array.from({ length: 8 }, () => identity.post('/accounts', body)));
    const statuses = replies.map((reply) => reply.status).toSorted();
    expect(statuses).toEqual([201, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('gives the same reply for the same key, and hides what it keeps for that', async () => {
    const more = { headers: { 'idempotency-key': 'register-eva' } };
    const body = { ...ANA, email: 'eva@example.com' };
    const first = await identity.post('/accounts', body, more);
    const second = await identity.post('/accounts', body, more);
    expect(first.status).toBe(201);
    expect(second.body).toEqual(first.body);
    const kept = JSON.stringify([
      await identity.stored('idempotency'),
      await identity.stored('idempotencyResults'),
    ]);
    expect(kept).not.toContain((first.body as Registered).tokens.refreshToken);
    expect(kept).not.toContain('eva@example.com');
    const other = await identity.post('/accounts', { ...body, displayName: 'Eva' }, more);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
  });

  it.each([
    ['/password', { ...ANA, password: 'é'.repeat(40) }],
    ['/password', { ...ANA, password: 'short' }],
    ['/password', { ...ANA, password: { $gt: '' } }],
    ['/email', { ...ANA, email: 'nobody' }],
    ['/displayName', { ...ANA, displayName: ' ' }],
    ['/displayName', { ...ANA, displayName: 'a\u0000b' }],
    ['/roles', { ...ANA, roles: ['admin'] }],
  ])('points at %s when it is wrong', async (pointer, body) => {
    const reply = await identity.post('/accounts', body);
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({ errors: [{ pointer }] });
  });
});
