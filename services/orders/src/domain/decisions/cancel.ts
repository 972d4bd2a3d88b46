import { orderError } from '../../errors.ts';
import type { CancelConsignments, CancelOrder } from '../commands.ts';
import { mayBecome } from '../consignment-states.ts';
import type { OrderEvent } from '../events.ts';
import type { Order } from '../order.ts';
import { remainingShare, wholeOf } from '../shares.ts';
import { cancellation, returnAll } from './calling-off.ts';
import { after, recordCaptures } from './captures.ts';
import { consignmentOf } from './find.ts';
import { refundOf } from './refund.ts';

/** Calls the whole order off. Before payment nothing is owed; afterwards each consignment is refunded. */
export function cancelOrder(command: CancelOrder, order: Order): readonly OrderEvent[] {
  if (order.cancelReason !== null) return [];
  if (order.paidAt !== null) {
    return cancelConsignments(
      { ...command, type: 'cancel-consignments', consignmentIds: standing(order) },
      order,
    );
  }
  const recorded = recordCaptures(command.captures, order);
  const now = after(order, recorded);
  const events = [...recorded, ...cancellation(now, command.reason)];
  return [...events, ...returnAll(after(order, events), command.refundId)];
}

/** Calls off some consignments of a paid order and asks the money for them back. */
export function cancelConsignments(command: CancelConsignments, order: Order): readonly OrderEvent[] {
  if (order.paidAt === null) throw orderError('order-state', { status: order.status });
  const chosen = [...new Set(command.consignmentIds)]
    .map((id) => consignmentOf(order, id))
    .filter((consignment) => consignment.status !== 'cancelled');
  if (chosen.length === 0) return [];
  for (const { status, visited, consignmentId } of chosen) {
    if (!mayBecome(status, 'cancelled', visited))
      throw orderError('consignment-state', { consignmentId, from: status, to: 'cancelled' });
  }
  const events: OrderEvent[] = chosen.map((consignment) => ({
    type: 'ConsignmentCancelled',
    data: { ...remainingShare(consignment), reason: command.reason },
  }));
  if (standing(order).length === chosen.length)
    events.push({ type: 'OrderCancelled', data: { reason: command.reason } });
  const reductions = new Map(chosen.map((each) => [each.consignmentId, wholeOf(each)]));
  return [...events, ...refundOf(order, reductions, command.refundId, command.reason)];
}

function standing(order: Order) {
  return order.consignments
    .filter((consignment) => consignment.status !== 'cancelled')
    .map((consignment) => consignment.consignmentId);
}
