import { isDomainError } from '@souk/kernel';
import { isDuplicateKey } from '@souk/platform/data';
import { markingOrdered } from '../../../data/carts.ts';
import { savingCheckout } from '../../../data/checkouts.ts';
import type { Orders } from '../../../deps.ts';
import { failWith } from '../../../domain/checkout-news.ts';
import { allAuthorised, capturesOf, type Checkout } from '../../../domain/checkout.ts';
import type { OrderPlaced } from '../../../domain/events.ts';
import { orderError } from '../../../errors.ts';
import { handleCommand } from '../../../handle-command.ts';
import { leaseFor } from '../lease.ts';
import { overtaken, type Step } from '../step.ts';

/** Makes the order out of the cart: stream, view, cart and the saga's position in one transaction. */
export const placeOrder: Step = {
  name: 'place-order',
  run: async (orders, ctx, checkout) => {
    try {
      const placed = await orders.db.transaction((session) => place(orders, ctx, checkout, session));
      return { kind: 'stored', checkout: placed };
    } catch (error) {
      const changed = isDomainError(error) && error.code === 'cart-changed';
      if (changed || isDuplicateKey(error, 'cartId'))
        return { kind: 'refused', failure: failWith('cart-changed'), patch: {} };
      throw error;
    }
  },
  undo: async (orders, ctx, checkout) => {
    if (!checkout.placed) return { kind: 'done', patch: {} };
    const patch = { position: 'keep-reservation' } as const;
    const undone = savingCheckout(orders.store, checkout, patch, { lease: leaseFor(orders), overtaken });
    const cancel = {
      type: 'cancel-order',
      reason: reasonOf(checkout),
      captures: capturesOf(checkout.payments),
      refundId: orders.ids('refund'),
    } as const;
    await orders.db.transaction((session) =>
      handleCommand(orders, ctx, session, checkout.orderId, cancel, () => [undone.write]),
    );
    return { kind: 'stored', checkout: undone.checkout };
  },
};

/** The buyer's own words when the buyer called it off, else the failure's code. */
function reasonOf({ failure }: Checkout): string {
  const words = failure?.details['reason'];
  return typeof words === 'string' ? words : (failure?.code ?? 'checkout-cancelled');
}

type Transaction = Parameters<Parameters<Orders['db']['transaction']>[0]>[0];

async function place(
  orders: Orders,
  ctx: Parameters<Step['run']>[1],
  checkout: Checkout,
  session: Transaction,
): Promise<Checkout> {
  const { store } = orders;
  const { cartId, cartVersion: version, orderId } = checkout;
  const next = allAuthorised(checkout.payments)
    ? ({ state: 'running' } as const)
    : ({ state: 'awaiting-payment' } as const);
  const patch = { ...next, position: 'capture-payments', placed: true, attempts: 0 } as const;
  const placed = savingCheckout(store, checkout, patch, { lease: leaseFor(orders), overtaken });
  const order = { orderId, now: orders.machineClock.now() };
  const closed = markingOrdered(store, { cartId, version }, order, () => orderError('cart-changed'));
  const command = { type: 'place-order', placed: orderOf(checkout) } as const;
  await handleCommand(orders, ctx, session, orderId, command, () => [placed.write, closed]);
  return placed.checkout;
}

function orderOf(checkout: Checkout): OrderPlaced {
  const { orderId, cartId, checkoutId, customerId, tokenHash, email, address, reservationId } = checkout;
  const { items, freight, total, consignments } = checkout;
  const payments = checkout.payments.map(({ paymentId, method, amount, instalments }) => ({
    paymentId,
    method,
    amount,
    instalments,
  }));
  return {
    orderId,
    cartId,
    checkoutId,
    customerId,
    tokenHash,
    email,
    address,
    reservationId,
    items,
    freight,
    total,
    consignments,
    payments,
  };
}
