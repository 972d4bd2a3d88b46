import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@souk/kernel';
import { setTimeout as delay } from 'node:timers/promises';
import request from 'supertest';
import { remainingMs } from '../context/index.ts';
import { ok, type AnyRoute } from './index.ts';
import { addressKey } from './rate-limit.ts';
import { edgeApp, moduleOf } from './test/edge-app.ts';
import { SHOP_ERRORS, addThing, getThing } from './test/shop-routes.ts';

const getLamp = getThing((id) => Promise.resolve(ok({ id, name: 'Lamp' })));
const signIn: AnyRoute = { ...addThing(), rate: 'credentials' };

function limitedApp() {
  return edgeApp([moduleOf([getLamp, signIn], { errors: SHOP_ERRORS })], {
    limits: { default: { limit: 2, windowMs: 60_000 }, credentials: { limit: 1, windowMs: 60_000 } },
  });
}

describe('rate limits', () => {
  it('are told in headers, and refuse with the time to wait', async () => {
    const app = limitedApp();
    const first = await request(app).get('/api/v1/things/t1');
    expect(first.headers['ratelimit-policy']).toBe('2;w=60');
    expect(first.headers.ratelimit).toMatch(/^limit=2, remaining=1, reset=\d+$/);
    await request(app).get('/api/v1/things/t1');
    const third = await request(app).get('/api/v1/things/t1');
    expect(third.status).toBe(429);
    expect(third.body).toMatchObject({ code: 'rate-limited', status: 429 });
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('count each account for itself, apart from the guests of its address', async () => {
    const app = limitedApp();
    const statuses: number[] = [];
    for (const role of ['customer', 'seller', 'customer', 'seller'])
      statuses.push(
        (await request(app).get('/api/v1/things/t1').set('Authorization', `Test ${role}`)).status,
      );
    statuses.push((await request(app).get('/api/v1/things/t1')).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
  });

  it('count credentials by address, whoever asks', async () => {
    const app = limitedApp();
    const call = (role: string) =>
      request(app).post('/api/v1/things').set('Authorization', `Test ${role}`).send({ name: 'a' });
    expect((await call('customer')).status).toBe(201);
    expect((await call('seller')).status).toBe(429);
  });

  it('count bad tokens', async () => {
    const app = limitedApp();
    const call = () => request(app).get('/api/v1/things/t1').set('Authorization', 'Test bad');
    expect([(await call()).status, (await call()).status, (await call()).status]).toEqual([401, 401, 429]);
  });

  it('leave health alone', async () => {
    const app = limitedApp();
    for (let n = 0; n < 5; n += 1) expect((await request(app).get('/health/live')).status).toBe(200);
  });
});

describe('the address of a guest', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ])('%s counts as %s', (address, key) => expect(addressKey(address)).toBe(key));
});

describe('deadlines', () => {
  const never = () => new Promise<never>(() => undefined);

  it('end a read that takes longer than its caller waits', async () => {
    const app = edgeApp([moduleOf([getThing(never)], { errors: SHOP_ERRORS })]);
    const answer = await request(app).get('/api/v1/things/t1').set('Request-Timeout', '20');
    expect(answer.status).toBe(504);
    expect(answer.body).toMatchObject({ code: 'deadline-exceeded', errorId: expect.any(String) });
  });

  it('are those of the deployment for callers who do not say', async () => {
    const app = edgeApp([moduleOf([getThing(never)], { errors: SHOP_ERRORS })], { defaultTimeoutMs: 10 });
    expect((await request(app).get('/api/v1/things/t1')).status).toBe(504);
  });

  it('never cut off a mutation, which may have written', async () => {
    const slow = addThing(async ({ name }, ctx) => {
      while (remainingMs(ctx) > 0) await delay(remainingMs(ctx));
      return { status: 201, body: { id: 't1', name } };
    });
    const app = edgeApp([moduleOf([slow], { errors: SHOP_ERRORS })]);
    const answer = await request(app)
      .post('/api/v1/things')
      .set('Request-Timeout', '500')
      .send({ name: 'a' });
    expect(answer.status).toBe(201);
  });

  it('are a 504 when the work itself gives up', async () => {
    const late = addThing(() => Promise.reject(new DomainError('timed-out', 'timed-out', 'No answer.')));
    const app = edgeApp([moduleOf([late], { errors: SHOP_ERRORS })]);
    expect((await request(app).post('/api/v1/things').send({ name: 'a' })).status).toBe(504);
  });
});
