import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openShop, orderOnePiece, scopeOf, type Shop } from '../../test/harness.ts';
import { findOrder, listOrders } from './orders.ts';

let shop: Shop;
const id = (prefix: string) => `${prefix}_01890000-0000-7000-8000-000000000001`;
beforeAll(async () => {
  shop = await openShop();
  for (let n = 0; n < 6; n += 1) await orderOnePiece(shop);
});
afterAll(() => shop.stop());

type Collection = 'orders' | 'carts' | 'checkouts' | 'events';
type Explained = { queryPlanner: { winningPlan: object }; executionStats: { totalDocsExamined: number } };

describe('each query of the service', () => {
  it.each<[Collection, Record<string, unknown>, Record<string, 1 | -1>]>([
    ['orders', { customerId: id('acc') }, { _id: -1 }],
    ['orders', { customerId: id('acc'), status: 'paid' }, { _id: -1 }],
    ['orders', { customerId: id('acc'), _id: { $lt: id('ord') } }, { _id: -1 }],
    ['orders', { status: 'paid' }, { _id: -1 }],
    ['orders', {}, { _id: -1 }],
    ['orders', { sellerKeys: id('sel') }, { _id: -1 }],
    ['orders', { sellerKeys: `${id('sel')}|paid`, _id: { $lt: id('ord') } }, { _id: -1 }],
    ['orders', { consignmentIds: id('csg') }, {}],
    ['carts', { customerId: id('acc') }, { _id: -1 }],
    ['carts', { tokenHash: 'x' }, {}],
    ['carts', { state: 'open', _id: { $gt: id('crt') } }, { state: 1, _id: 1 }],
    ['checkouts', { cartId: id('crt'), occupies: true }, {}],
    ['checkouts', { cartId: id('crt'), commandId: 'x' }, {}],
    ['checkouts', { phase: 'busy', dueAt: { $lte: new Date() } }, { phase: 1, dueAt: 1 }],
    ['events', { orderId: id('ord') }, { version: 1 }],
    ['events', { unpublished: true }, { unpublished: 1, orderId: 1, version: 1 }],
  ])('on %s by %j sorted by %j is answered by an index', async (name, filter, sort) => {
    const { store } = shop.orders;
    const collection = shop.database.db.connection.getClient().db('orders').collection(store[name].collectionName);
    const explained = (await collection
      .find(filter)
      .sort(sort)
      .limit(21)
      .explain('executionStats')) as unknown as Explained;
    const plan = JSON.stringify(explained.queryPlanner.winningPlan);
    expect(plan).toMatch(/IXSCAN|IDHACK/);
    expect(plan).not.toMatch(/COLLSCAN|"SORT"/);
    expect(explained.executionStats.totalDocsExamined).toBeLessThanOrEqual(60);
  });
});

describe('the view of the orders', () => {
  it('can be dropped and rebuilt from the streams', async () => {
    const { guest, checkout } = await orderOnePiece(shop);
    const before = await findOrder(shop.orders.store, scopeOf(guest), checkout.orderId);
    await shop.orders.store.orders.deleteMany({});
    expect(await listOrders(shop.orders.store, { all: true }, { status: null }, { limit: 10, after: null })).toEqual([]);
    expect(await shop.service.rebuildView()).toBe(7);
    expect(await findOrder(shop.orders.store, scopeOf(guest), checkout.orderId)).toEqual(before);
  });
});
