import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ANA, startIdentity, type IdentityUnderTest } from '../../../test/identity-under-test.ts';

let identity: IdentityUnderTest;
beforeAll(async () => {
  identity = await startIdentity();
  await identity.register('ana');
});
afterAll(() => identity.stop());

const logIn = (email: string, password: string, more = {}) =>
  identity.post('/sessions', { email, password }, more);

describe('logging in', () => {
  it('starts a session of its own and tells no event', async () => {
    const sessions = (await identity.stored('sessions')).length;
    const events = await identity.events();
    const reply = await logIn('Ana@example.com', ANA.password);
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      accessToken: expect.any(String),
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^ses_.*\.1\./),
    });
    expect(await identity.stored('sessions')).toHaveLength(sessions + 1);
    expect(await identity.events()).toEqual(events);
  });

  it('is refused in the same words for a wrong password and an unknown address', async () => {
    const sessions = await identity.stored('sessions');
    const wrong = await logIn('ana@example.com', 'correct horse');
    const unknown = await logIn('nobody@example.com', ANA.password);
    const longer = await logIn('ana@example.com', ANA.password + 'x'.repeat(100));
    for (const reply of [wrong, unknown, longer]) {
      expect(reply).toMatchObject({ status: 401, body: { code: 'credentials-wrong' } });
    }
    expect(await identity.stored('sessions')).toEqual(sessions);
  });

  it('gives the same session again for the same key', async () => {
    const more = { headers: { 'idempotency-key': 'log-in-once' } };
    const first = await logIn('ana@example.com', ANA.password, more);
    const sessions = await identity.stored('sessions');
    const second = await logIn('ana@example.com', ANA.password, more);
    expect(second.body).toEqual(first.body);
    expect(await identity.stored('sessions')).toEqual(sessions);
  });

  it('takes no operator for a password', async () => {
    const reply = await identity.post('/sessions', { email: 'ana@example.com', password: { $gt: '' } });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ pointer: '/password', rule: 'type' }] } });
  });
});
