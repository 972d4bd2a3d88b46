import { saveCheckout, type CheckoutPatch } from '../../../data/checkouts.ts';
import { failWith } from '../../../domain/checkout-news.ts';
import { capturesOf, type Checkout } from '../../../domain/checkout.ts';
import type { Order } from '../../../domain/order.ts';
import { handleCommand } from '../../../handle-command.ts';
import { leaseFor } from '../lease.ts';
import { nothingToUndo, OvertakenError, type Step } from '../step.ts';

/** Enters the money in the order and draws the conclusion: paid, or given back. Ends the saga in the same transaction. */
export const settleOrder: Step = {
  name: 'settle-order',
  run: async (orders, ctx, checkout) => {
    const settled = await orders.db.transaction(async (session) => {
      const { order } = await handleCommand(orders, ctx, session, checkout.orderId, {
        type: 'settle-payments',
        captures: capturesOf(checkout.payments),
        stock: checkout.stock,
        refundId: orders.ids('refund'),
      });
      const saved = await saveCheckout(
        orders.store,
        checkout,
        endOf(checkout, order),
        leaseFor(orders),
        session,
      );
      if (saved === null) throw new OvertakenError();
      return saved;
    });
    return { kind: 'stored', checkout: settled };
  },
  undo: nothingToUndo,
};

function endOf(checkout: Checkout, order: Order): CheckoutPatch {
  if (order.paidAt !== null) return { state: 'completed', failure: null };
  return { state: 'failed', failure: checkout.failure ?? failWith('out-of-stock') };
}
