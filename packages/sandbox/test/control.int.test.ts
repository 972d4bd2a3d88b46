import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { money, newId, systemClock } from '@souk/kernel';
import { createIdempotencyStore } from '@souk/platform/data';
import { requireValidRoutes, type HttpModule } from '@souk/platform/http';
import {
  callRoute,
  startTestDatabase,
  testIdentity,
  testLogger,
  type TestDatabase,
} from '@souk/platform/testing';
import { sandboxModule } from '../src/control/module.ts';
import { createSandboxProvider, type SandboxProvider } from '../src/provider/provider.ts';
import { createSandboxRates, type SandboxRates } from '../src/rates/rates.ts';
import { createBusinessClock, type BusinessClock } from '../src/time/business-clock.ts';
import { somePayment } from './provider-contract.ts';

let database: TestDatabase;
let provider: SandboxProvider;
let rates: SandboxRates;
let businessClock: BusinessClock;
let module: HttpModule;

beforeAll(async () => {
  database = await startTestDatabase('sandbox');
  const { db } = database;
  provider = createSandboxProvider({
    db,
    machineClock: systemClock,
    log: testLogger(),
    sendWebhook: null,
    webhookSecret: 'whsec_for_tests_only',
    publicUrl: 'http://souk.test',
  });
  rates = createSandboxRates({ db, currency: 'BRL' });
  businessClock = createBusinessClock(db);
  await Promise.all([provider.start(), rates.start(), businessClock.start()]);
  module = sandboxModule({
    api: provider.api,
    rates,
    businessClock,
    clock: businessClock.clock,
    currency: 'BRL',
    idempotency: createIdempotencyStore(db),
  });
});
afterAll(async () => {
  await provider.stop();
  await database.stop();
});

const admin = testIdentity(['admin']);
const call = (
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  identity: typeof admin | null = admin,
) =>
  callRoute(module, {
    method,
    path: `/sandbox/v1${path}`,
    ...(identity !== null && { identity }),
    ...(body !== undefined && { body }),
  });

const shipment = (offerId: string, destinationPostcode = '01000-000') => ({
  sellerId: newId('seller'),
  originPostcode: '01310-100',
  destinationPostcode,
  lines: [{ offerId, quantity: 2, weightGrams: 700 }],
});

describe('the sandbox’s control', () => {
  it('declares its routes well and is for administrators', async () => {
    expect(() => requireValidRoutes([module])).not.toThrow();
    expect((await call('PUT', '/business-time', { stoppedAt: null }, testIdentity(['seller']))).status).toBe(
      403,
    );
    expect((await call('GET', '/payments', undefined, null)).status).toBe(401);
  });

  it('stops business time, also over a restart, and lets it go again', async () => {
    const stoppedAt = '2017-05-16T15:05:35.000Z';
    expect(await call('PUT', '/business-time', { stoppedAt })).toMatchObject({
      status: 200,
      body: { now: stoppedAt, stoppedAt },
    });
    const restarted = createBusinessClock(database.db);
    await restarted.start();
    expect(restarted.clock.now()).toEqual(new Date(stoppedAt));
    await call('PUT', '/business-time', { stoppedAt: null });
    expect((await call('GET', '/business-time')).body).toMatchObject({ stoppedAt: null });
    expect((await call('PUT', '/business-time', { stoppedAt: 'yesterday' })).status).toBe(422);
  });

  it('sets outcomes, refuses unknown ones', async () => {
    const rules = [{ token: null, outcome: 'review', times: 1 }];
    expect((await call('PUT', '/payment-outcomes', { rules })).body).toEqual({ rules });
    expect((await provider.api.authorise(somePayment())).state).toBe('under-review');
    expect((await call('GET', '/payment-outcomes')).body).toEqual({ rules: [] });
    expect(
      await call('PUT', '/payment-outcomes', { rules: [{ token: null, outcome: 'magic', times: null }] }),
    ).toMatchObject({ status: 422, body: { code: 'unknown-outcome', errors: [{ pointer: '/rules' }] } });
  });

  it('pays slips, ends reviews, shows the books', async () => {
    const slip = await provider.api.authorise(somePayment({ method: 'slip', token: '' }));
    expect(await call('POST', '/slip-payments', { slip: slip.reference })).toMatchObject({
      status: 200,
      body: { state: 'captured' },
    });
    expect((await call('POST', '/slip-payments', { slip: 'none' })).status).toBe(404);
    const review = await provider.api.authorise(somePayment({ token: 'tok_review' }));
    const decisions = `/payments/${review.reference}/decisions`;
    expect((await call('POST', decisions, { decision: 'approve' })).body).toMatchObject({
      state: 'authorised',
    });
    expect(await call('POST', decisions, { decision: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'payment-state' },
    });
    expect((await call('GET', `/payments/${slip.reference}`)).body).toMatchObject({
      reference: slip.reference,
    });
    const first = (await call('GET', '/payments?limit=1')).body as { next: string };
    expect((await call('GET', `/payments?limit=1&next=${first.next}`)).status).toBe(200);
  });

  it('lets a buyer answer the challenge', async () => {
    const { reference } = await provider.api.authorise(somePayment({ token: 'tok_3ds' }));
    expect((await call('GET', `/challenges/${reference}`, undefined, null)).body).toMatchObject({
      state: 'waiting',
    });
    const answer = { decision: 'approve' };
    expect((await call('POST', `/challenges/${reference}/answers`, answer, null)).body).toMatchObject({
      state: 'answered',
    });
    expect((await call('POST', `/challenges/${reference}/answers`, answer, null)).status).toBe(409);
  });

  it('sets the freight of offers, per piece, over a restart, and back to the table', async () => {
    const offerId = newId('offer');
    const [byTable] = await rates.quote(null, [shipment(offerId)]);
    expect(byTable).toEqual(money(890n + 2n * 310n, 'BRL'));
    const [far] = await rates.quote(null, [shipment(offerId, '91000-000')]);
    expect(far).toEqual(money(2597n, 'BRL'));
    const freights = [{ offerId, freight: { amount: 1_290, currency: 'BRL' } }];
    expect((await call('PUT', '/freights', { freights })).status).toBe(200);
    const restarted = createSandboxRates({ db: database.db, currency: 'BRL' });
    await restarted.start();
    expect(await restarted.quote(null, [shipment(offerId)])).toEqual([money(2_580n, 'BRL')]);
    await call('PUT', '/freights', { freights: [{ offerId, freight: null }] });
    expect((await call('GET', `/freights/${offerId}`)).body).toEqual({ offerId, freight: null });
    expect(
      await call('PUT', '/freights', { freights: [{ offerId, freight: { amount: 1, currency: 'EUR' } }] }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/freights/0/freight/currency', rule: 'currency' }] },
    });
  });
});
