import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import type { Identity } from '@souk/platform/context';
import { callRoute, testIdentity, type TestRequest } from '@souk/platform/testing';
import { address } from './orders.ts';
import { deliver, drain, openShop, stockedOffer, type Shop } from './harness.ts';

/** The service from outside: what a client sees. */

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

type Json = Record<string, unknown> & { id: string; data: Json[]; consignments: Json[]; lines: Json[] };
const admin = testIdentity(['admin']);

async function call(
  method: TestRequest['method'],
  path: string,
  rest: Omit<TestRequest, 'method' | 'path'> = {},
) {
  const response = await callRoute(shop.service.http, { method, path: `/api/v1${path}`, ...rest });
  return { status: response.status, body: response.body as Json, headers: response.headers };
}

/** A paid order of a customer: two pieces of one seller at 10.00 and freight of 5.00. */
async function paidOrder() {
  const customer = testIdentity(['customer']);
  const sellerId = newId('seller');
  const offerId = stockedOffer(shop, { sellerId });
  const cart = await call('POST', '/carts', { identity: customer });
  const cartId = cart.body.id;
  await call('POST', `/carts/${cartId}/lines`, { identity: customer, body: { offerId, quantity: 2 } });
  const total = { amount: 2_500, currency: 'BRL' };
  const body = {
    cartId,
    expectedTotal: total,
    address: { ...address, line2: undefined },
    payments: [{ method: 'card', amount: total, token: 'tok_ok' }],
  };
  const checkout = await call('POST', '/checkouts', { identity: customer, body });
  expect(checkout.status).toBe(201);
  const orderId = checkout.body['orderId'] as Id;
  const order = await call('GET', `/orders/${orderId}`, { identity: customer });
  const consignmentId = order.body.consignments[0]?.id ?? '';
  const lineId = order.body.consignments[0]?.lines[0]?.['id'] as Id;
  return {
    customer,
    seller: testIdentity(['seller'], { sellerId }),
    offerId,
    orderId,
    consignmentId,
    lineId,
  };
}

describe('a guest', () => {
  it('buys with a cart token, which stays the key to the order', async () => {
    const opened = await call('POST', '/carts');
    expect(opened.status).toBe(201);
    const cartId = opened.body.id;
    const headers = { 'Cart-Token': opened.body['token'] as string };
    expect(Buffer.from(headers['Cart-Token'], 'base64url')).toHaveLength(32);
    const offerId = stockedOffer(shop);
    await call('POST', `/carts/${cartId}/lines`, { headers, body: { offerId, quantity: 1 } });
    const delivery = { address: { ...address, line2: null }, email: 'ana@example.com' };
    expect((await call('PUT', `/carts/${cartId}/delivery`, { headers, body: delivery })).status).toBe(200);
    const quote = await call('GET', `/carts/${cartId}/quote`, { headers });
    expect(quote.body).toMatchObject({
      items: { amount: 1_000 },
      freight: { amount: 500 },
      total: { amount: 1_500 },
    });
    const total = quote.body['total'];
    const payments = [{ method: 'slip', amount: total }];
    const checkout = await call('POST', '/checkouts', {
      headers,
      body: { cartId, expectedTotal: total, payments },
    });
    expect(checkout).toMatchObject({ status: 201, body: { state: 'awaiting-payment' } });
    const orderId = String(checkout.body['orderId']);
    expect((await call('GET', `/orders/${orderId}`, { headers })).body).toMatchObject({
      status: 'awaiting-payment',
      email: 'ana@example.com',
    });
    expect((await call('GET', `/checkouts/${checkout.body.id}`, { headers })).status).toBe(200);
    const stranger = { 'Cart-Token': 'x'.repeat(43) };
    expect((await call('GET', `/orders/${orderId}`, { headers: stranger })).status).toBe(404);
    expect((await call('GET', `/orders/${orderId}`)).status).toBe(401);
  });
});

describe('an order', () => {
  it('is shipped by its seller, reported by the carrier and told as a timeline', async () => {
    const { customer, seller, orderId, consignmentId } = await paidOrder();
    const report = (event: string, occurredAt: string) =>
      call('POST', '/carrier-events', {
        identity: testIdentity(['carrier']),
        body: { consignmentId, event, occurredAt },
      });
    const listed = await call('GET', '/consignments?status=paid', { identity: seller });
    expect(listed.body.data).toMatchObject([
      { id: consignmentId, status: 'paid', commission: { amount: 200 } },
    ]);
    const move = { to: 'invoiced', occurredAt: '2026-03-02T10:00:00.000Z' };
    const path = `/consignments/${consignmentId}/transitions`;
    expect((await call('POST', path, { identity: seller, body: move })).body).toMatchObject({
      status: 'invoiced',
    });
    expect(
      (
        await call('POST', path, {
          identity: testIdentity(['seller'], { sellerId: newId('seller') }),
          body: move,
        })
      ).status,
    ).toBe(404);
    await report('delivered', '2026-03-05T10:00:00.000Z');
    expect((await report('handed-over', '2026-03-03T10:00:00.000Z')).body).toMatchObject({
      status: 'delivered',
    });
    const order = await call('GET', `/orders/${orderId}`, { identity: customer });
    expect(order.body).toMatchObject({ status: 'delivered' });
    const timeline = await call('GET', `/orders/${orderId}/timeline`, { identity: customer });
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

  it('is refunded in part and then in full', async () => {
    const { seller, orderId, consignmentId, lineId } = await paidOrder();
    const refund = (body: object) =>
      call('POST', '/refunds', { identity: seller, body: { consignmentId, reason: 'damaged', ...body } });
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
    const { customer, offerId, orderId } = await paidOrder();
    expect(shop.inventory.stock.get(offerId)).toBe(98);
    const cancel = (identity: Identity) =>
      call('POST', `/orders/${orderId}/cancellations`, { identity, body: { reason: 'changed my mind' } });
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
    const { customer, seller, orderId, consignmentId } = await paidOrder();
    const move = { to: 'shipped', occurredAt: '2026-03-02T10:00:00.000Z' };
    await call('POST', `/consignments/${consignmentId}/transitions`, { identity: seller, body: move });
    const cancelled = await call('POST', `/orders/${orderId}/cancellations`, {
      identity: customer,
      body: { reason: 'late' },
    });
    expect(cancelled).toMatchObject({ status: 409, body: { code: 'consignment-state' } });
  });
});

describe('lists', () => {
  it('page by key, newest first', async () => {
    const seen: string[] = [];
    let next: unknown = '';
    const all = await call('GET', '/orders?limit=100', { identity: admin });
    while (next !== null) {
      const page = await call('GET', `/orders?limit=2${next === '' ? '' : `&next=${String(next)}`}`, {
        identity: admin,
      });
      seen.push(...page.body.data.map((order) => order.id));
      next = page.body['next'];
    }
    expect(seen).toEqual(all.body.data.map((order) => order.id));
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  it('hold a customer’s own orders only', async () => {
    const { customer, orderId } = await paidOrder();
    const own = await call('GET', '/orders', { identity: customer });
    expect(own.body.data.map((order) => order.id)).toEqual([orderId]);
  });
});

describe('bad input', () => {
  it.each([
    [{ cartId: 'crt_x' }, '/cartId'],
    [{ expectedTotal: { amount: -1, currency: 'BRL' } }, '/expectedTotal/amount'],
    [{ expectedTotal: { amount: 1_500, currency: 'USD' } }, '/expectedTotal/currency'],
    [
      { payments: [{ method: 'card', amount: { amount: 0, currency: 'BRL' }, token: 't' }] },
      '/payments/0/amount/amount',
    ],
    [
      { payments: [{ method: 'slip', amount: { amount: 1_500, currency: 'BRL' }, token: 't' }] },
      '/payments/0/token',
    ],
    [{ email: { $gt: '' } }, '/email'],
    [{ extra: 1 }, '/extra'],
  ])('%j is refused at %s', async (wrong, pointer) => {
    const opened = await call('POST', '/carts');
    const headers = { 'Cart-Token': opened.body['token'] as string };
    await call('POST', `/carts/${opened.body.id}/lines`, {
      headers,
      body: { offerId: stockedOffer(shop), quantity: 1 },
    });
    const total = { amount: 1_500, currency: 'BRL' };
    const body = {
      cartId: opened.body.id,
      expectedTotal: total,
      email: 'ana@example.com',
      address: { ...address, line2: null },
      payments: [{ method: 'card', amount: total, token: 'tok_ok' }],
      ...wrong,
    };
    const refused = await call('POST', '/checkouts', { headers, body });
    expect(refused.status).toBe(422);
    expect(refused.body['errors']).toMatchObject([{ pointer }]);
  });
});
