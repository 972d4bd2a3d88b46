import type { Consumer } from '@souk/platform/events';
import type { PaymentsContext } from '../deps.ts';
import { settleOrder } from '../features/settle-order/settle-order.ts';

const name = 'payments.on-order-paid';

export function onOrderPaid(deps: PaymentsContext): Consumer {
  return {
    name,
    types: ['OrderPaid'],
    handle: async (_ctx, event) => {
      if (event.type === 'OrderPaid') await settleOrder(deps, event);
    },
  };
}
