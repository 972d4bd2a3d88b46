import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testIdentity } from '@souk/platform/testing';
import { call, paidOrder } from './client.ts';
import { openShop, stockedOffer, type Shop } from './harness.ts';
import { address } from './orders.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const admin = testIdentity(['admin']);

describe('lists', () => {
  it('page by key, newest first', async () => {
    for (let n = 0; n < 5; n += 1) await paidOrder(shop);
    const seen: string[] = [];
    let next: string | null = '';
    const all = await call(shop, 'GET', '/orders?limit=100', { identity: admin });
    while (next !== null) {
      const page = await call(shop, 'GET', `/orders?limit=2${next === '' ? '' : `&next=${next}`}`, {
        identity: admin,
      });
      seen.push(...page.body.data.map((order) => order.id));
      next = page.body['next'] as string | null;
    }
    expect(seen).toEqual(all.body.data.map((order) => order.id));
    expect(seen).toEqual(seen.toSorted().toReversed());
  });

  it('hold a customer’s own orders only', async () => {
    const { customer, orderId } = await paidOrder(shop);
    const own = await call(shop, 'GET', '/orders', { identity: customer });
    expect(own.body.data.map((order) => order.id)).toEqual([orderId]);
  });
});

describe('bad input', () => {
  it.each([
    [{ cartId: 'crt_x' }, '/cartId'],
    [{ expectedTotal: { amount: -1, currency: 'BRL' } }, '/expectedTotal/amount'],
    [{ expectedTotal: { amount: 1_500, currency: 'USD' } }, '/expectedTotal/currency'],
    [
      { payments: [{ method: 'card', amount: { amount: 0, currency: 'BRL' }, token: 'tok_ok' }] },
      '/payments/0/amount/amount',
    ],
    [
      { payments: [{ method: 'slip', amount: { amount: 1_500, currency: 'BRL' }, token: 'tok_ok' }] },
      '/payments/0/token',
    ],
    [
      {
        payments: [
          { method: 'debit', amount: { amount: 1_500, currency: 'BRL' }, token: '4111111111111111' },
        ],
      },
      '/payments/0/token',
    ],
    [
      { payments: [{ method: 'debit', amount: { amount: 1_500, currency: 'BRL' }, token: 'tok_malformed' }] },
      '/payments/0/token',
    ],
    [{ email: { $gt: '' } }, '/email'],
    [{ extra: 1 }, '/extra'],
  ])('%j is refused at %s', async (wrong, pointer) => {
    const opened = await call(shop, 'POST', '/carts');
    const headers = { 'Cart-Token': opened.body['token'] as string };
    await call(shop, 'POST', `/carts/${opened.body.id}/lines`, {
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
    const refused = await call(shop, 'POST', '/checkouts', { headers, body });
    expect(refused.status).toBe(422);
    expect(refused.body['errors']).toMatchObject([{ pointer }]);
  });
});
