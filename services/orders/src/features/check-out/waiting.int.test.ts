import { PaymentState } from '@souk/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { T0, brl } from '../../../test/orders.ts';
import {
  drain,
  guestWith,
  hear,
  openShop,
  orderOnePiece,
  request,
  runJob,
  scopeOf,
  stockedOffer,
  type Guest,
  type Shop,
} from '../../../test/harness.ts';
import { findCheckout } from '../../data/checkouts.ts';
import { findOrder } from '../../data/orders.ts';
import type { Checkout } from '../../domain/checkout.ts';
import { refundToWire } from '../../wire.ts';
import { cancelOrder } from '../cancel-order/cancel-order.ts';
import { changeCart } from '../change-cart/change-cart.ts';
import { checkOut } from './check-out.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
beforeEach(() => {
  shop.clock.set(T0);
});
afterAll(() => shop.stop());

const MINUTES = 60_000;
const DAYS = 24 * 60 * MINUTES;
const later = (ms: number) => {
  shop.clock.set(new Date(T0.getTime() + ms));
};
const orderOf = (guest: Guest, { orderId }: Checkout) =>
  findOrder(shop.orders.store, scopeOf(guest), orderId);
const now = (checkout: Checkout) => findCheckout(shop.orders.store, checkout.checkoutId);

function tell(
  checkout: Checkout,
  type: 'PaymentAuthorised' | 'PaymentDeclined' | 'PaymentExpired' | 'PaymentCaptured',
) {
  const [payment] = checkout.payments;
  if (payment === undefined) throw new TypeError('no payment');
  const fake = shop.payments.payments.get(payment.paymentId);
  if (fake === undefined) throw new TypeError('not known to payments');
  const states = {
    PaymentAuthorised: PaymentState.AUTHORISED,
    PaymentDeclined: PaymentState.DECLINED,
    PaymentExpired: PaymentState.EXPIRED,
    PaymentCaptured: PaymentState.CAPTURED,
  };
  fake.state = states[type];
  const { paymentId } = payment;
  const data = { orderId: checkout.orderId, paymentId, amount: { amount: 1_500, currency: 'BRL' } };
  const more = { PaymentCaptured: { capturedAt: T0.toISOString() }, PaymentDeclined: { code: 'refused' } };
  return hear(shop, type, checkout.orderId, {
    ...data,
    ...(type in more ? more[type as keyof typeof more] : {}),
  });
}

describe('3-D Secure', () => {
  it('waits before the order is placed, and goes on when the buyer has confirmed', async () => {
    const { guest, checkout } = await orderOnePiece(shop, [{ token: 'tok_action' }]);
    expect(checkout).toMatchObject({ state: 'requires-action', placed: false });
    expect(checkout.payments[0]?.actionUrl).toBe('https://bank.example/3ds');
    expect(await orderOf(guest, checkout)).toBeNull();
    await tell(checkout, 'PaymentAuthorised');
    expect(await now(checkout)).toMatchObject({ state: 'completed' });
    expect(await orderOf(guest, checkout)).toMatchObject({ status: 'paid' });
  });

  it('keeps the cart as it was priced', async () => {
    const { guest, checkout, offerId } = await orderOnePiece(shop, [{ token: 'tok_action' }]);
    const change = { type: 'set', line: { offerId, quantity: 5 } } as const;
    const changed = changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change });
    await expect(changed).rejects.toMatchObject({ code: 'checkout-in-progress' });
    await tell(checkout, 'PaymentDeclined');
    expect(await now(checkout)).toMatchObject({ state: 'failed', failure: { code: 'payment-declined' } });
    await changeCart(shop.orders, guest.ctx, { cartId: guest.cartId, change });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });

  it('lapses after 15 minutes', async () => {
    const { guest, checkout, offerId } = await orderOnePiece(shop, [{ token: 'tok_action' }]);
    later(14 * MINUTES);
    await runJob(shop, 'orders.expire-unpaid');
    expect(await now(checkout)).toMatchObject({ state: 'requires-action' });
    later(15 * MINUTES);
    await runJob(shop, 'orders.expire-unpaid');
    expect(await now(checkout)).toMatchObject({ state: 'failed', failure: { code: 'payment-expired' } });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
    expect(await checkOut(shop.orders, guest.ctx, request(guest, 1_500))).toMatchObject({
      state: 'completed',
    });
  });

  it('holds the stock anew when its reservation has ended', async () => {
    const { guest, checkout } = await orderOnePiece(shop, [{ token: 'tok_action' }]);
    await shop.inventory.expire(checkout.reservationId);
    await tell(checkout, 'PaymentAuthorised');
    const order = await orderOf(guest, checkout);
    expect(order).toMatchObject({ status: 'paid' });
    expect(order?.reservationId).not.toBe(checkout.reservationId);
  });

  it('lets the money go when the stock is gone meanwhile', async () => {
    const { checkout, offerId } = await orderOnePiece(shop, [{ token: 'tok_action' }]);
    await shop.inventory.expire(checkout.reservationId);
    shop.inventory.stock.set(offerId, 0);
    await tell(checkout, 'PaymentAuthorised');
    expect(await now(checkout)).toMatchObject({ state: 'failed', failure: { code: 'out-of-stock' } });
    expect(shop.payments.payments.get(checkout.payments[0]?.paymentId ?? '')?.state).toBe(
      PaymentState.VOIDED,
    );
  });
});

describe('a slip', () => {
  const slip = [{ method: 'slip' as const, token: '' }];

  it('places the order, which is paid when the money comes', async () => {
    const { guest, checkout } = await orderOnePiece(shop, slip);
    expect(checkout).toMatchObject({ state: 'awaiting-payment', placed: true });
    expect(checkout.heldUntil).toEqual(new Date(T0.getTime() + 7 * DAYS));
    expect(await orderOf(guest, checkout)).toMatchObject({ status: 'awaiting-payment' });
    await tell(checkout, 'PaymentCaptured');
    expect(await orderOf(guest, checkout)).toMatchObject({ status: 'paid' });
    expect(await now(checkout)).toMatchObject({ state: 'completed' });
  });

  it('that is not paid in seven days ends the order', async () => {
    const { guest, checkout, offerId } = await orderOnePiece(shop, slip);
    later(7 * DAYS);
    await runJob(shop, 'orders.expire-unpaid');
    expect(await orderOf(guest, checkout)).toMatchObject({
      status: 'cancelled',
      cancelReason: 'payment-expired',
    });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });

  it('that is paid late takes the stock anew', async () => {
    const { guest, checkout, offerId } = await orderOnePiece(shop, slip);
    await hear(shop, 'ReservationExpired', checkout.reservationId, { reservationId: checkout.reservationId });
    expect(await orderOf(guest, checkout)).toMatchObject({ status: 'cancelled' });
    await tell(checkout, 'PaymentCaptured');
    expect(await orderOf(guest, checkout)).toMatchObject({ status: 'paid', cancelReason: null });
    expect(shop.inventory.stock.get(offerId)).toBe(99);
    await drain(shop); // the cancellation is told only now; what has been sold since stays sold
    expect(shop.inventory.stock.get(offerId)).toBe(99);
  });

  it('that is paid late for what is gone is given back in full', async () => {
    const { guest, checkout, offerId } = await orderOnePiece(shop, slip);
    await tell(checkout, 'PaymentExpired');
    shop.inventory.stock.set(offerId, 0);
    await tell(checkout, 'PaymentCaptured');
    const order = await orderOf(guest, checkout);
    expect(order).toMatchObject({
      status: 'cancelled',
      refunds: [{ amount: brl(1_500), completedAt: null }],
    });
    const refundId = order?.refunds[0]?.refundId ?? '';
    await hear(shop, 'PaymentRefundFailed', checkout.orderId, {
      orderId: checkout.orderId,
      refundId,
      amount: { amount: 1_500, currency: 'BRL' },
      reason: 'refund-refused',
    });
    const failed = await orderOf(guest, checkout);
    expect(failed?.refunds.map(refundToWire)).toMatchObject([{ state: 'failed', completedAt: null }]);
    expect(failed?.timeline.filter(({ kind }) => kind === 'refund-failed')).toHaveLength(1);
    await hear(shop, 'PaymentRefunded', checkout.orderId, {
      orderId: checkout.orderId,
      refundId,
      amount: { amount: 1_500, currency: 'BRL' },
    });
    const refunded = await orderOf(guest, checkout);
    expect(refunded?.refunds.map(refundToWire)).toMatchObject([{ state: 'refunded' }]);
    expect(refunded?.refunds[0]?.completedAt).not.toBeNull();
  });

  it('can not be called off while nobody knows whether its money was taken', async () => {
    const offerId = stockedOffer(shop);
    const guest = await guestWith(shop, [[offerId, 1]]);
    // As often as a checkout tries in a row, and once more when the cancellation goes on with it.
    shop.payments.outages.push(...Array.from({ length: 60 }, () => 'capture'));
    const checkout = await checkOut(shop.orders, guest.ctx, request(guest, 1_500));
    const cancellation = { orderId: checkout.orderId, consignmentIds: null, reason: 'changed my mind' };
    const soon = () => ({ ...guest.ctx, deadline: Date.now() + 300 });
    await expect(cancelOrder(shop.orders, soon(), cancellation)).rejects.toMatchObject({
      code: 'order-busy',
    });
    shop.payments.outages.splice(0);
    const order = await cancelOrder(shop.orders, guest.ctx, cancellation);
    expect(order).toMatchObject({ status: 'cancelled', refunds: [{ amount: brl(1_500) }] });
  });

  it('can be called off, and its money comes back when it was paid all the same', async () => {
    const { guest, checkout, offerId } = await orderOnePiece(shop, slip);
    const cancellation = { orderId: checkout.orderId, consignmentIds: null, reason: 'changed my mind' };
    const order = await cancelOrder(shop.orders, guest.ctx, cancellation);
    expect(order).toMatchObject({ status: 'cancelled', cancelReason: 'changed my mind' });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
    await tell(checkout, 'PaymentCaptured');
    expect(await orderOf(guest, checkout)).toMatchObject({
      status: 'cancelled',
      refunds: [{ amount: brl(1_500) }],
    });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
    await drain(shop);
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });
});

describe('a card under review', () => {
  it('places the order, and is captured once it is authorised', async () => {
    const { guest, checkout } = await orderOnePiece(shop, [{ token: 'tok_review' }]);
    expect(checkout).toMatchObject({ state: 'awaiting-payment', placed: true });
    await tell(checkout, 'PaymentAuthorised');
    expect(await orderOf(guest, checkout)).toMatchObject({ status: 'paid' });
    expect(shop.payments.payments.get(checkout.payments[0]?.paymentId ?? '')?.captures).toBe(1);
  });

  it('that is refused ends the order and releases the stock', async () => {
    const { guest, checkout, offerId } = await orderOnePiece(shop, [{ token: 'tok_review' }]);
    await tell(checkout, 'PaymentDeclined');
    expect(await orderOf(guest, checkout)).toMatchObject({
      status: 'cancelled',
      cancelReason: 'payment-declined',
    });
    expect(shop.inventory.stock.get(offerId)).toBe(100);
  });
});

describe('an order of nothing', () => {
  it('is refused', async () => {
    const guest = await guestWith(shop, []);
    await expect(checkOut(shop.orders, guest.ctx, request(guest, 1_500))).rejects.toMatchObject({
      code: 'cart-empty',
    });
  });
});
