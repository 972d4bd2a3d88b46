import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testContext } from '@souk/platform/testing';
import { openShop, orderOnePiece, type Shop } from '../test/harness.ts';
import { loadOrder } from './data/order-stream.ts';
import { recentOrders } from './data/recent-orders.ts';
import type { Orders } from './deps.ts';
import type { OrderCommand } from './domain/commands.ts';
import type { Order } from './domain/order.ts';
import { handleCommand } from './handle-command.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const run = (orders: Orders, { orderId }: Order, command: OrderCommand) =>
  orders.db.transaction((session) => handleCommand(orders, testContext(), session, orderId, command));

/** Another process: it shares the database and remembers nothing of what this one did. */
const another = (): Orders => ({ ...shop.orders, store: { ...shop.orders.store, recent: recentOrders() } });

async function paidOrder(): Promise<Order> {
  const { checkout } = await orderOnePiece(shop);
  const order = await loadOrder(shop.orders.store, checkout.orderId);
  if (order === null) throw new Error('the order is there');
  return order;
}

const move = (order: Order, to: 'processing' | 'invoiced' | 'shipped'): OrderCommand => ({
  type: 'move-consignment',
  consignmentId: order.consignments[0]?.consignmentId ?? '',
  to,
  reportedAt: shop.clock.now(),
});

describe('a command on an order that this process remembers', () => {
  it('reads no stream', async () => {
    const order = await paidOrder();
    const find = jest.spyOn(shop.orders.store.events, 'find');
    const handled = await run(shop.orders, order, move(order, 'processing'));
    expect(find).not.toHaveBeenCalled();
    find.mockRestore();
    expect(handled.order).toMatchObject({ status: 'processing', version: order.version + 1 });
  });

  it('is decided on the stream when another process has changed the order meanwhile', async () => {
    const order = await paidOrder();
    await run(another(), order, move(order, 'processing'));
    const { order: after } = await run(shop.orders, order, move(order, 'shipped'));
    expect(after).toMatchObject({ status: 'shipped', version: order.version + 2 });
    expect(await loadOrder(shop.orders.store, order.orderId)).toEqual(after);
  });

  it('is refused when the stream refuses it, though what is remembered would allow it', async () => {
    const order = await paidOrder();
    await run(another(), order, move(order, 'shipped'));
    const late = run(shop.orders, order, move(order, 'processing'));
    await expect(late).rejects.toMatchObject({ code: 'consignment-state' });
    expect((await loadOrder(shop.orders.store, order.orderId))?.version).toBe(order.version + 1);
  });

  it('is allowed when the stream allows it, though what is remembered would refuse it', async () => {
    const order = await paidOrder();
    await run(shop.orders, order, move(order, 'processing'));
    // As a process would know it that has missed the first step and imagined a later one.
    const remembered = {
      ...order,
      status: 'shipped' as const,
      consignments: order.consignments.map(shipped),
    };
    shop.orders.store.recent.keep(remembered);
    const { order: after } = await run(shop.orders, order, move(order, 'invoiced'));
    expect(after).toMatchObject({ status: 'invoiced', version: order.version + 2 });
  });
});

const shipped = (consignment: Order['consignments'][number]) => ({
  ...consignment,
  status: 'shipped' as const,
});
