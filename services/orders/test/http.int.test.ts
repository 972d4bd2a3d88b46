import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import type { Identity } from '@souk/platform/context';
import { testIdentity } from '@souk/platform/testing';
import { call, paidOrder } from './client.ts';
import { deliver, drain, openShop, stockedOffer, type Shop } from './harness.ts';
import { address } from './orders.ts';

/** The service from outside: what a client sees. */

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

describe('a guest', () => {
  it('buys with a cart token, which stays the key to the order', async () => {
    const opened = await call(shop, 'POST', '/carts');
    expect(opened.status).toBe(201);
    const cartId = opened.body.id;
    const headers = { 'Cart-Token': opened.body['token'] as string };
    expect(Buffer.from(headers['Cart-Token'], 'base64url')).toHaveLength(32);
    const offerId = stockedOffer(shop);
    await call(shop, 'POST', `/carts/${cartId}/lines`, { headers, body: { offerId, quantity: 1 } });
    const delivery = { address: { ...address, line2: null }, email: 'ana@example.com' };
    expect((await call(shop, 'PUT', `/carts/${cartId}/delivery`, { headers, body: delivery })).status).toBe(
      200,
    );
    const quote = await call(shop, 'GET', `/carts/${cartId}/quote`, { headers });
    expect(quote.body).toMatchObject({
      items: { amount: 1_000 },
      freight: { amount: 500 },
      total: { amount: 1_500 },
    });
    const total = quote.body['total'];
    const payments = [{ method: 'slip', amount: total }];
    const checkout = await call(shop, 'POST', '/checkouts', {
      headers,
      body: { cartId, expectedTotal: total, payments },
    });
    expect(checkout).toMatchObject({ status: 201, body: { state: 'awaiting-payment' } });
    const orderId = String(checkout.body['orderId']);
    expect((await call(shop, 'GET', `/orders/${orderId}`, { headers })).body).toMatchObject({
      status: 'awaiting-payment',
      email: 'ana@example.com',
    });
    expect((await call(shop, 'GET', `/checkouts/${checkout.body.id}`, { headers })).status).toBe(200);
    const stranger = { 'Cart-Token': 'x'.repeat(43) };
    expect((await call(shop, 'GET', `/orders/${orderId}`, { headers: stranger })).status).toBe(404);
    expect((await call(shop, 'GET', `/orders/${orderId}`)).status).toBe(401);
  });
});

describe('an order', () => {
  it('is shipped by its seller, reported by the carrier and told as a timeline', async () => {
    const { customer, seller, orderId, consignmentId } = await paidOrder(shop);
    const report = (event: string, occurredAt: string) =>
      call(shop, 'POST', '/carrier-events', {
        identity: testIdentity(['carrier']),
        body: { consignmentId, event, occurredAt },
      });
    const listed = await call(shop, 'GET', '/consignments?status=paid', { identity: seller });
    expect(listed.body.data).toMatchObject([
      { id: consignmentId, status: 'paid', commission: { amount: 200 } },
    ]);
    const move = { to: 'invoiced', occurredAt: '2026-03-01T11:00:00.000Z' };
    const path = `/consignments/${consignmentId}/transitions`;
    expect((await call(shop, 'POST', path, { identity: seller, body: move })).body).toMatchObject({
      status: 'invoiced',
    });
    expect(
      (
        await call(shop, 'POST', path, {
          identity: testIdentity(['seller'], { sellerId: newId('seller') }),
          body: move,
        })
      ).status,
    ).toBe(404);
    await report('delivered', '2026-03-02T09:00:00.000Z');
    expect((await report('handed-over', '2026-03-01T15:00:00.000Z')).body).toMatchObject({
      status: 'delivered',
    });
    const order = await call(shop, 'GET', `/orders/${orderId}`, { identity: customer });
    expect(order.body).toMatchObject({ status: 'delivered' });
    const timeline = await call(shop, 'GET', `/orders/${orderId}/timeline`, { identity: customer });
    expect(timeline.body.data.map((entry) => entry['kind'])).toEqual([
      'placed',
      'paid',
      'invoiced',
      'carrier-handed-over',
      'carrier-delivered',
      'delivered',
    ]);
    const told = (await drain(shop)).filter((event) => event.subject === orderId);
    expect(told.map((event) => event.type)).toEqual([
      'OrderPlaced',
      'OrderPaid',
      'ConsignmentStatusChanged',
      'ConsignmentStatusChanged',
      'ConsignmentDelivered',
    ]);
  });

  it('takes no report of what lies in the future', async () => {
    const { customer, seller, orderId, consignmentId } = await paidOrder(shop);
    const identity = testIdentity(['carrier']);
    const occurredAt = new Date(shop.clock.now().getTime() + 25 * 3_600_000).toISOString();
    const reports = await Promise.all([
      call(shop, 'POST', '/carrier-events', {
        identity,
        body: { consignmentId, event: 'delivered', occurredAt },
      }),
      call(shop, 'POST', `/consignments/${consignmentId}/transitions`, {
        identity: seller,
        body: { to: 'shipped', occurredAt },
      }),
    ]);
    for (const report of reports)
      expect(report).toMatchObject({
        status: 422,
        body: { code: 'reported-in-future', errors: [{ pointer: '/occurredAt', rule: 'maximum' }] },
      });
    const order = await call(shop, 'GET', `/orders/${orderId}`, { identity: customer });
    expect(order.body).toMatchObject({ status: 'paid' });
  });

  it('is refunded in part and then in full', async () => {
    const { seller, orderId, consignmentId, lineId } = await paidOrder(shop);
    const refund = (body: object) =>
      call(shop, 'POST', '/refunds', {
        identity: seller,
        body: { consignmentId, reason: 'damaged', ...body },
      });
    const lines = [{ orderLineId: lineId, amount: { amount: 1_000, currency: 'BRL' } }];
    expect(await refund({ lines })).toMatchObject({ status: 201, body: { amount: { amount: 1_000 } } });
    expect(
      (await refund({ lines: [{ ...lines[0], amount: { amount: 1_001, currency: 'BRL' } }] })).body,
    ).toMatchObject({
      code: 'refund-too-large',
    });
    expect(await refund({})).toMatchObject({ status: 201, body: { amount: { amount: 1_500 } } });
    expect(await refund({})).toMatchObject({ status: 409, body: { code: 'refund-empty' } });
    const told = (await drain(shop)).filter(
      (event) => event.subject === orderId && event.type === 'RefundRequested',
    );
    expect(told.map((event) => event.data)).toMatchObject([
      { shares: [{ items: { amount: 1_000 }, commission: { amount: 100 }, delivered: false }] },
      { shares: [{ items: { amount: 1_000 }, freight: { amount: 500 }, commission: { amount: 100 } }] },
    ]);
  });

  it('is cancelled before shipping: the money is asked back and the stock returned once', async () => {
    const { customer, offerId, orderId } = await paidOrder(shop);
    expect(shop.inventory.stock.get(offerId)).toBe(98);
    const cancel = (identity: Identity) =>
      call(shop, 'POST', `/orders/${orderId}/cancellations`, {
        identity,
        body: { reason: 'changed my mind' },
      });
    expect((await cancel(testIdentity(['customer']))).status).toBe(404);
    expect(await cancel(customer)).toMatchObject({ status: 200, body: { status: 'cancelled' } });
    expect((await cancel(customer)).status).toBe(200);
    const told = (await drain(shop)).filter((event) => event.subject === orderId);
    expect(told.map((event) => event.type)).toEqual([
      'OrderPlaced',
      'OrderPaid',
      'ConsignmentCancelled',
      'OrderCancelled',
      'RefundRequested',
    ]);
    for (const event of told) await deliver(shop, event);
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });

  it('is not cancelled once it is shipped', async () => {
    const { customer, seller, orderId, consignmentId } = await paidOrder(shop);
    const move = { to: 'shipped', occurredAt: '2026-03-02T10:00:00.000Z' };
    await call(shop, 'POST', `/consignments/${consignmentId}/transitions`, { identity: seller, body: move });
    const cancelled = await call(shop, 'POST', `/orders/${orderId}/cancellations`, {
      identity: customer,
      body: { reason: 'late' },
    });
    expect(cancelled).toMatchObject({ status: 409, body: { code: 'consignment-state' } });
  });
});
