import { once, type Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { handleCommand } from '../handle-command.ts';

const name = 'orders.on-payment-refund-failed';

/** The money could not go back yet; the order shows it until it has. */
export function onPaymentRefundFailed(orders: Orders): Consumer {
  return {
    name,
    types: ['PaymentRefundFailed'],
    handle: async (ctx, event) => {
      if (event.type !== 'PaymentRefundFailed') return;
      const { orderId, refundId, reason } = event.data;
      await once(orders.db, name, event, async (session) => {
        await handleCommand(orders, ctx, session, orderId, { type: 'fail-refund', refundId, reason });
      });
    },
  };
}
