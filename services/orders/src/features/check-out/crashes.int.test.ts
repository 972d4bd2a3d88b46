import { setTimeout as delay } from 'node:timers/promises';
import { PaymentState } from '@souk/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { faultAt, noFaults } from '@souk/platform/resilience';
import {
  drain,
  guestWith,
  openShop,
  request,
  runJob,
  scopeOf,
  stockedOffer,
  type Shop,
} from '../../../test/harness.ts';
import { findCheckoutOfCommand } from '../../data/checkouts.ts';
import { findOrder } from '../../data/orders.ts';
import { CHECKOUT_STEPS } from '../../domain/checkout.ts';
import { checkOut } from './check-out.ts';

/** A crash is an error at a kill point: nothing after it happens in this run, and the job finds what was stored. */

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.stop());

const PLACES = ['before', 'between', 'after'] as const;
const forward = CHECKOUT_STEPS.filter((step) => step !== 'keep-reservation').flatMap((step) =>
  PLACES.map((place) => `checkout.${step}.${place}`),
);
const backward = ['authorise-payments', 'reserve-stock'].flatMap((step) =>
  PLACES.map((place) => `checkout.${step}.undo.${place}`),
);

async function crashAt(point: string, token: string) {
  const offerId = stockedOffer(shop);
  const guest = await guestWith(shop, [[offerId, 1]]);
  let crashed = false;
  shop.faults.now = faultAt(point, 1, () => {
    crashed = true;
    return Promise.reject(new Error('crash'));
  });
  const running = checkOut(shop.orders, guest.ctx, request(guest, 1_500, [{ token }]));
  await running.catch(() => undefined);
  shop.faults.now = noFaults;
  expect(crashed).toBe(true);
  await delay(80); // past the lease of the worker that died
  await runJob(shop, 'orders.resume-checkouts');
  const checkout = await findCheckoutOfCommand(shop.orders.store, guest.cartId, guest.ctx.commandId);
  if (checkout === null) throw new TypeError('the checkout was not stored');
  const payment = shop.payments.payments.get(checkout.payments[0]?.paymentId ?? '');
  return { offerId, guest, checkout, payment };
}

describe('a crash at', () => {
  it.each(forward)('%s loses nothing and does nothing twice', async (point) => {
    const { offerId, guest, checkout, payment } = await crashAt(point, 'tok_ok');
    expect(checkout).toMatchObject({ state: 'completed' });
    const order = await findOrder(shop.orders.store, scopeOf(guest), checkout.orderId);
    expect(order).toMatchObject({ status: 'paid' });
    expect(payment).toMatchObject({ state: PaymentState.CAPTURED, captures: 1 });
    expect(shop.inventory.stock.get(offerId)).toBe(99);
    const told = (await drain(shop)).filter((event) => event.subject === checkout.orderId);
    expect(told.map((event) => event.type)).toEqual(['OrderPlaced', 'OrderPaid']);
  });

  it.each(backward)('%s leaves nothing behind', async (point) => {
    const { offerId, checkout, payment } = await crashAt(point, 'tok_decline');
    expect(checkout).toMatchObject({ state: 'failed', failure: { code: 'payment-declined' } });
    expect(payment?.captures).toBe(0);
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });
});

const afterPlacing = ['capture-payments', 'place-order', 'keep-reservation'].flatMap((step) =>
  PLACES.map((place) => `checkout.${step}.undo.${place}`),
);

describe('when the money can’t be taken after all, a crash at', () => {
  it.each(afterPlacing)('%s ends the order and leaves nothing held', async (point) => {
    const { offerId, guest, checkout } = await crashAt(point, 'tok_not_captured');
    expect(checkout).toMatchObject({ state: 'failed', failure: { code: 'payment-declined' } });
    const order = await findOrder(shop.orders.store, scopeOf(guest), checkout.orderId);
    expect(order).toMatchObject({ status: 'cancelled', cancelReason: 'payment-declined', refunds: [] });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
    const told = (await drain(shop)).filter((event) => event.subject === checkout.orderId);
    expect(told.map((event) => event.type)).toEqual([
      'OrderPlaced',
      'ConsignmentCancelled',
      'OrderCancelled',
    ]);
  });
});

describe('the buyer who asks again after a crash', () => {
  it('gets the same checkout, finished', async () => {
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    shop.faults.now = faultAt('checkout.capture-payments.between', 1, () =>
      Promise.reject(new Error('crash')),
    );
    const body = request(guest, 1_500);
    await expect(checkOut(shop.orders, guest.ctx, body)).rejects.toThrow('crash');
    shop.faults.now = noFaults;
    expect(await checkOut(shop.orders, guest.ctx, body)).toMatchObject({ state: 'completed' });
  });
});

describe('a crash between authorising and placing', () => {
  it('lets the money go when the reservation has expired before somebody takes over', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    shop.faults.now = faultAt('checkout.place-order.before', 1, () => Promise.reject(new Error('crash')));
    await checkOut(shop.orders, guest.ctx, request(guest, 1_500)).catch(() => undefined);
    shop.faults.now = noFaults;
    const find = () => findCheckoutOfCommand(shop.orders.store, guest.cartId, guest.ctx.commandId);
    const crashed = await find();
    expect(crashed).toMatchObject({ state: 'running', position: 'reserve-stock', version: 1 });
    await shop.inventory.expire(crashed?.reservationId ?? '');
    await delay(80);
    await runJob(shop, 'orders.resume-checkouts');
    expect(await find()).toMatchObject({ state: 'failed', failure: { code: 'payment-expired' } });
    expect(shop.payments.payments.get(crashed?.payments[0]?.paymentId ?? '')).toMatchObject({
      state: PaymentState.VOIDED,
    });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });
});

describe('a checkout that goes through', () => {
  it('is stored when it begins, with the placed order and with the paid one', async () => {
    const guest = await guestWith(shop, [[stockedOffer(shop), 1]]);
    expect(await checkOut(shop.orders, guest.ctx, request(guest, 1_500))).toMatchObject({
      state: 'completed',
      version: 3,
    });
  });
});
