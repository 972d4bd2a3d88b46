import { PaymentState } from '@souk/contracts';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { T0, brl } from '../../../test/orders.ts';
import {
  drain,
  guestWith,
  hear,
  openShop,
  orderOnePiece,
  request,
  scopeOf,
  stockedOffer,
  type Shop,
} from '../../../test/harness.ts';
import { findOrder } from '../../data/orders.ts';
import { checkOut } from './check-out.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

describe('checking out', () => {
  it('reserves, authorises, places, captures and sells', async () => {
    const { offerId, guest, checkout } = await orderOnePiece(shop);
    expect(checkout).toMatchObject({ state: 'completed', placed: true });
    const order = await findOrder(shop.orders.store, scopeOf(guest), checkout.orderId);
    expect(order).toMatchObject({ status: 'paid', total: brl(1_500), items: brl(1_000), freight: brl(500) });
    expect(shop.inventory.stock.get(offerId)).toBe(99);
    const payments = [...shop.payments.payments.values()].filter((each) => each.orderId === checkout.orderId);
    expect(payments).toMatchObject([{ state: PaymentState.CAPTURED, captures: 1, amount: 1_500n }]);
    const told = (await drain(shop)).filter((event) => event.subject === checkout.orderId);
    expect(told.map((event) => event.type)).toEqual(['OrderPlaced', 'OrderPaid']);
    expect(told[1]?.data).toMatchObject({ consignments: [{ commission: { amount: 100, currency: 'BRL' } }] });
  });

  it('costs two transactions, and none for the news of its own captures', async () => {
    const transaction = jest.spyOn(shop.deps.db, 'transaction');
    const { checkout } = await orderOnePiece(shop);
    const [payment] = checkout.payments;
    await hear(shop, 'PaymentCaptured', checkout.orderId, {
      orderId: checkout.orderId,
      paymentId: payment?.paymentId,
      amount: { amount: 1_500, currency: 'BRL' },
      capturedAt: T0.toISOString(),
    });
    expect(transaction).toHaveBeenCalledTimes(2);
    transaction.mockRestore();
  });

  it('under one key is one checkout, its failure too', async () => {
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    const keyed = () => ({ ...guest.ctx, idempotency: { claimId: `claim-${guest.cartId}`, effects: 0 } });
    const declined = request(guest, 1_500, [{ token: 'tok_decline' }]);
    const failures = [];
    for (let n = 0; n < 2; n += 1) {
      failures.push(await checkOut(shop.orders, keyed(), declined).catch((error: unknown) => error));
    }
    expect(failures[0]).toMatchObject({ code: 'payment-declined' });
    expect(failures[1]).toEqual(failures[0]);
  });

  it('splits the order by seller', async () => {
    const guest = await guestWith(shop, [
      [stockedOffer(shop), 1],
      [stockedOffer(shop), 2],
    ]);
    const checkout = await checkOut(shop.orders, guest.ctx, request(guest, 4_000));
    expect(checkout.consignments).toHaveLength(2);
  });

  it('sent twenty times at once makes one order, one capture and equal replies', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    const body = request(guest, 1_500);
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => checkOut(shop.orders, guest.ctx, body)),
    );
    expect(new Set(replies.map((reply) => reply.checkoutId)).size).toBe(1);
    expect(new Set(replies.map((reply) => reply.state))).toEqual(new Set(['completed']));
    expect(shop.inventory.stock.get(offerId)).toBe(99);
    const again = await checkOut(shop.orders, guest.ctx, body);
    expect(again.checkoutId).toBe(replies[0]?.checkoutId);
  });

  it('sent twenty times at once over two processes makes one order', async () => {
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    const body = request(guest, 1_500);
    const other = { ...shop.orders, underWay: new Map() };
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => checkOut(n % 2 === 0 ? shop.orders : other, guest.ctx, body)),
    );
    expect(new Set(replies.map((reply) => reply.orderId)).size).toBe(1);
    const payments = [...shop.payments.payments.values()].filter(
      (each) => each.orderId === replies[0]?.orderId,
    );
    expect(payments).toMatchObject([{ captures: 1 }]);
  });

  it('refuses another checkout of the same cart', async () => {
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    await checkOut(shop.orders, guest.ctx, request(guest, 1_500));
    const other = request(guest, 1_500, [{ token: 'tok_other' }]);
    await expect(checkOut(shop.orders, guest.ctx, other)).rejects.toMatchObject({
      code: 'checkout-in-progress',
    });
  });

  it('tells the new totals when the price has changed', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    shop.catalog.offers.set(offerId, {
      sellerId: 'sel_01890000-0000-7000-8000-000000000001',
      price: 1_100n,
      active: true,
    });
    await expect(checkOut(shop.orders, guest.ctx, request(guest, 1_500))).rejects.toMatchObject({
      code: 'price-changed',
      details: { totals: { total: { amount: 1_600 } } },
    });
  });

  it.each([
    [[{ amount: brl(1_499) }], 'completed'],
    [[{ amount: brl(1_000) }, { amount: brl(502), method: 'voucher' as const }], 'completed'],
  ])('books a difference within the tolerance', async (payments, state) => {
    const { checkout } = await orderOnePiece(shop, payments);
    expect(checkout.state).toBe(state);
  });

  it.each([
    [[{ amount: brl(1_400) }], 'payments-mismatch'],
    [[{ method: 'slip' as const, amount: brl(500) }, { amount: brl(1_000) }], 'slip-not-alone'],
    [[{ amount: { amount: 1_500n, currency: 'USD' } }], 'currency-refused'],
  ])('refuses payments that do not fit', async (payments, code) => {
    await expect(orderOnePiece(shop, payments)).rejects.toMatchObject({ code });
  });

  it('of what is out of stock leaves the cart as it was', async () => {
    const offerId = stockedOffer(shop, { stock: 1 });
    const guest = await guestWith(shop, [[offerId, 2]]);
    await expect(checkOut(shop.orders, guest.ctx, request(guest, 2_500))).rejects.toMatchObject({
      code: 'out-of-stock',
      details: { shortages: [{ offerId, requested: 2, available: 1 }] },
    });
    shop.inventory.stock.set(offerId, 2);
    expect(await checkOut(shop.orders, guest.ctx, request(guest, 2_500))).toMatchObject({
      state: 'completed',
    });
  });

  it('makes as many orders as there are pieces', async () => {
    const offerId = stockedOffer(shop, { stock: 5 });
    const guests = await Promise.all(Array.from({ length: 20 }, () => guestWith(shop, [[offerId, 1]])));
    const results = await Promise.allSettled(
      guests.map((guest) => checkOut(shop.orders, guest.ctx, request(guest, 1_500))),
    );
    const refused = results
      .filter((result) => result.status === 'rejected')
      .map(({ reason }) => reason as unknown);
    expect(refused).toHaveLength(15);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'out-of-stock', kind: 'conflict' });
    expect(shop.inventory.stock.get(offerId)).toBe(0);
  });
});

describe('a decline', () => {
  it('voids the rest, releases the stock and leaves the cart to be tried again', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    const declined = request(guest, 1_500, [
      { amount: brl(1_000) },
      { amount: brl(500), token: 'tok_decline' },
    ]);
    await expect(checkOut(shop.orders, guest.ctx, declined)).rejects.toMatchObject({
      code: 'payment-declined',
      details: { declineCode: 'insufficient-funds' },
    });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
    const states = [...shop.payments.payments.values()].slice(-2).map((payment) => payment.state);
    expect(states).toEqual([PaymentState.VOIDED, PaymentState.DECLINED]);
    expect(await checkOut(shop.orders, guest.ctx, request(guest, 1_500))).toMatchObject({
      state: 'completed',
    });
  });

  it('of the second capture gives the first one back', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    shop.payments.outages.push('capture');
    const halves = request(guest, 1_500, [
      { amount: brl(1_000) },
      { amount: brl(500), token: 'tok_not_captured' },
    ]);
    await expect(checkOut(shop.orders, guest.ctx, halves)).rejects.toMatchObject({
      code: 'payment-declined',
    });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
    const told = await drain(shop);
    expect(told.at(-1)).toMatchObject({
      type: 'RefundRequested',
      data: { amount: { amount: 1_000 }, shares: [] },
    });
  });
});

describe('a provider that does not answer', () => {
  it.each(['authorise', 'authorise-reply', 'capture', 'capture-reply'])(
    'is asked again under the same name (%s)',
    async (call) => {
      shop.payments.outages.push(call);
      const { checkout } = await orderOnePiece(shop);
      expect(checkout.state).toBe('completed');
      const payments = [...shop.payments.payments.values()].filter(
        (each) => each.orderId === checkout.orderId,
      );
      expect(payments).toMatchObject([{ captures: 1 }]);
    },
  );

  it('for long is given up before anything is owed', async () => {
    shop.payments.outages.push(...Array.from({ length: 5 }, () => 'authorise'));
    const { guest, checkout, offerId } = await orderOnePiece(shop);
    expect(checkout).toMatchObject({ state: 'running', position: 'authorise-payments' });
    await expect(checkOut(shop.orders, guest.ctx, request(guest, 1_500))).rejects.toMatchObject({
      code: 'payment-unavailable',
    });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });

  it('and answers again lets the same request under its key succeed after all', async () => {
    shop.payments.outages.push(...Array.from({ length: 5 }, () => 'authorise'));
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    const body = request(guest, 1_500);
    const keyed = () => ({ ...guest.ctx, idempotency: { claimId: `claim-${guest.cartId}`, effects: 0 } });
    const given = await checkOut(shop.orders, keyed(), body);
    await expect(checkOut(shop.orders, keyed(), body)).rejects.toMatchObject({ code: 'payment-unavailable' });
    const checkout = await checkOut(shop.orders, keyed(), body);
    expect(checkout).toMatchObject({ state: 'completed' });
    expect(checkout.checkoutId).not.toBe(given.checkoutId);
    expect(await checkOut(shop.orders, keyed(), body)).toEqual(checkout);
  });
});
