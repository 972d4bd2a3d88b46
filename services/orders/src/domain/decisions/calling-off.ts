import { isZeroMoney, zeroMoney, type Id } from '@souk/kernel';
import type { OrderEvent } from '../events.ts';
import type { Order } from '../order.ts';
import { refundableOf, remainingShare } from '../shares.ts';

/** Every consignment and the order itself called off, where that has not happened yet. */
export function cancellation(order: Order, reason: string): readonly OrderEvent[] {
  if (order.cancelReason !== null) return [];
  const consignments: OrderEvent[] = order.consignments
    .filter((consignment) => consignment.status !== 'cancelled')
    .map((consignment) => ({
      type: 'ConsignmentCancelled',
      data: { ...remainingShare(consignment), reason },
    }));
  return [...consignments, { type: 'OrderCancelled', data: { reason } }];
}

/** Gives back what has come in for an order that was never fully paid: it still lies in the buyers' funds. */
export function returnAll(order: Order, refundId: Id): readonly OrderEvent[] {
  const amount = refundableOf(order);
  if (isZeroMoney(amount)) return [];
  return [
    {
      type: 'RefundRequested',
      data: {
        refundId,
        amount,
        shares: [],
        lines: [],
        rounding: zeroMoney(amount.currency),
        reason: order.cancelReason ?? 'out-of-stock',
      },
    },
  ];
}
