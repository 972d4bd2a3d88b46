import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import { callRoute, testContext, testIdentity } from '@souk/platform/testing';
import { crashAtPoint, crashes } from '../../../test/crash-points.ts';
import { ctx, startHarness, type Harness } from '../../../test/harness.ts';
import { finishInterrupted } from '../../jobs/finish-interrupted.ts';
import { adjustStock } from './adjust-stock.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const adjust = (
  offerId: Id,
  body: object,
  options: { sellerId?: Id; admin?: true; headers?: Record<string, string> } = {},
) =>
  callRoute(harness.service.http, {
    method: 'POST',
    path: `/api/v1/offers/${offerId}/stock-adjustments`,
    identity:
      options.admin === true
        ? testIdentity(['admin'])
        : testIdentity(['seller'], options.sellerId === undefined ? {} : { sellerId: options.sellerId }),
    ...(options.headers === undefined ? {} : { headers: options.headers }),
    body,
  });

describe('adjusting stock', () => {
  it('changes what is available and replies the stock', async () => {
    const sellerId = newId('seller');
    const offerId = await harness.offerWith(5, sellerId);
    const reply = await adjust(offerId, { delta: -2, reason: 'damaged', note: 'fell' }, { sellerId });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ stock: { offerId, available: 3, reserved: 0, sold: 0, version: 2 } });
    expect(await harness.level(offerId)).toMatchObject({ available: 3 });
    const list = await callRoute(harness.service.http, {
      method: 'GET',
      path: `/api/v1/offers/${offerId}/stock-adjustments`,
      identity: testIdentity(['seller'], { sellerId }),
    });
    expect(list.body).toMatchObject({
      data: [{ delta: -2, setTo: null, reason: 'damaged', note: 'fell' }],
      next: null,
    });
  });

  it('is refused below zero and leaves everything as it was', async () => {
    const offerId = await harness.offerWith(1);
    const reply = await adjust(offerId, { delta: -2, reason: 'lost' }, { admin: true });
    expect(reply.status).toBe(409);
    expect(reply.body).toMatchObject({ code: 'stock-too-low' });
    expect(await harness.level(offerId)).toMatchObject({ available: 1 });
  });

  it('of another seller’s offer, or of none, is a 404', async () => {
    const offerId = await harness.offerWith(1);
    const other = { sellerId: newId('seller') };
    expect((await adjust(offerId, { setTo: 9, reason: 'counted' }, other)).status).toBe(404);
    expect((await adjust(newId('offer'), { setTo: 9, reason: 'counted' }, { admin: true })).status).toBe(404);
    expect(await harness.level(offerId)).toMatchObject({ available: 1 });
  });

  it('needs exactly one of delta and setTo', async () => {
    const offerId = await harness.offerWith(1);
    for (const body of [{ reason: 'counted' }, { delta: 1, setTo: 1, reason: 'counted' }]) {
      const reply = await adjust(offerId, body, { admin: true });
      expect(reply.status).toBe(422);
      expect(reply.body).toMatchObject({ errors: [{ pointer: '/delta' }] });
    }
  });

  it('honours If-Match', async () => {
    const offerId = await harness.offerWith(1);
    const stale = await adjust(
      offerId,
      { delta: 1, reason: 'received' },
      { admin: true, headers: { 'if-match': '"7"' } },
    );
    expect([stale.status, stale.body]).toEqual([412, expect.objectContaining({ code: 'stale-version' })]);
    const fresh = await adjust(
      offerId,
      { delta: 1, reason: 'received' },
      { admin: true, headers: { 'if-match': '"1"' } },
    );
    expect(fresh.status).toBe(201);
  });

  it('counts once under one idempotency key', async () => {
    const offerId = await harness.offerWith(1);
    const headers = { 'idempotency-key': 'a-delivery-1' };
    const identity = testIdentity(['admin']);
    const request = {
      method: 'POST',
      path: `/api/v1/offers/${offerId}/stock-adjustments`,
      identity,
      headers,
      body: { delta: 5, reason: 'received' },
    } as const;
    const first = await callRoute(harness.service.http, request);
    const again = await callRoute(harness.service.http, request);
    expect(again.body).toEqual(first.body);
    expect(await harness.level(offerId)).toMatchObject({ available: 6 });
  });

  it('takes effect once when it is interrupted at any point, by the sweeper and by a retry', async () => {
    const commandContext = () =>
      testContext({
        identity: testIdentity(['admin']),
        idempotency: { claimId: newId('request'), effects: 0 },
        commandId: newId('request'),
      });
    for (let nth = 1, crashed = true; crashed; nth += 1) {
      const offerId = await harness.offerWith(1);
      const command = { offerId, correction: { delta: 4 }, reason: 'received', note: '' } as const;
      const commandCtx = commandContext();
      crashed = await crashes(adjustStock(harness.withFaults(crashAtPoint(nth)), commandCtx, command));
      harness.passLeases();
      await finishInterrupted(harness.inventory, ctx);
      await adjustStock(harness.inventory, commandCtx, command);
      expect(await harness.level(offerId)).toMatchObject({ available: 5 });
    }
  });

  it('tells when the shelf was filled or emptied', async () => {
    const offerId = await harness.offerWith(1);
    await adjust(offerId, { setTo: 0, reason: 'lost' }, { admin: true });
    await adjust(offerId, { setTo: 4, reason: 'received' }, { admin: true });
    const events = (await harness.events()).filter((event) => event.subject === offerId);
    expect(events.map((event) => event.type)).toEqual(['OfferSoldOut', 'OfferRestocked']);
    expect(events[1]?.data).toEqual({ offerId, available: 4 });
  });

  it('of many at once loses none', async () => {
    const offerId = await harness.offerWith(0);
    await Promise.all(
      Array.from({ length: 30 }, () => adjust(offerId, { delta: 1, reason: 'received' }, { admin: true })),
    );
    expect(await harness.level(offerId)).toMatchObject({ available: 30 });
  });
});
