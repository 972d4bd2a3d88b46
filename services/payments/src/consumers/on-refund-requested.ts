import { isDomainError } from '@souk/kernel';
import type { Consumer } from '@souk/platform/events';
import type { PaymentsContext } from '../deps.ts';
import { executeRefund } from '../features/refund-order/execute-refund.ts';
import { requestRefund } from '../features/refund-order/request-refund.ts';

const name = 'payments.on-refund-requested';

export function onRefundRequested(deps: PaymentsContext): Consumer {
  return {
    name,
    types: ['RefundRequested'],
    handle: async (ctx, event) => {
      if (event.type !== 'RefundRequested') return;
      await requestRefund(deps, name, event);
      try {
        await executeRefund(deps, ctx, event.data.refundId);
      } catch (error) {
        if (!isDomainError(error)) throw error;
        // It is stored, and the job takes it up again.
        ctx.log.warn({ err: error, refundId: event.data.refundId }, 'refund not carried out yet');
      }
    },
  };
}
