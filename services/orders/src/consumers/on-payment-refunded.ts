import { once, type Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { handleCommand } from '../handle-command.ts';

const name = 'orders.on-payment-refunded';

/** The buyer has the money back. */
export function onPaymentRefunded(orders: Orders): Consumer {
  return {
    name,
    types: ['PaymentRefunded'],
    handle: async (ctx, event) => {
      if (event.type !== 'PaymentRefunded') return;
      const { orderId, refundId } = event.data;
      await once(orders.db, name, event, async (session) => {
        await handleCommand(orders, ctx, session, orderId, { type: 'complete-refund', refundId });
      });
    },
  };
}
