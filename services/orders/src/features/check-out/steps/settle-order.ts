import { savingCheckout, type CheckoutPatch } from '../../../data/checkouts.ts';
import { failWith } from '../../../domain/checkout-news.ts';
import { capturesOf, type Checkout } from '../../../domain/checkout.ts';
import type { Order } from '../../../domain/order.ts';
import { handleCommand } from '../../../handle-command.ts';
import { leaseFor } from '../lease.ts';
import { nothingToUndo, overtaken, type Step } from '../step.ts';

/** Enters the money in the order and draws the conclusion: paid, or given back. Ends the saga in the same transaction. */
export const settleOrder: Step = {
  name: 'settle-order',
  run: async (orders, ctx, checkout) => {
    const end = (order: Order) =>
      savingCheckout(orders.store, checkout, endOf(checkout, order), { lease: leaseFor(orders), overtaken });
    const settle = {
      type: 'settle-payments',
      captures: capturesOf(checkout.payments),
      stock: checkout.stock,
      refundId: orders.ids('refund'),
    } as const;
    const { order } = await orders.db.transaction((session) =>
      handleCommand(orders, ctx, session, checkout.orderId, settle, (after) => [end(after).write]),
    );
    return { kind: 'stored', checkout: end(order).checkout };
  },
  undo: nothingToUndo,
};

function endOf(checkout: Checkout, order: Order): CheckoutPatch {
  if (order.paidAt !== null) return { state: 'completed', failure: null };
  return { state: 'failed', failure: checkout.failure ?? failWith('out-of-stock') };
}
