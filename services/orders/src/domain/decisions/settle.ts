import { subtractMoney, type Id } from '@souk/kernel';
import type { SettlePayments } from '../commands.ts';
import type { OrderEvent } from '../events.ts';
import { outstanding } from '../evolve.ts';
import { LAPSED, type Order } from '../order.ts';
import { capturedOf, remainingShare } from '../shares.ts';
import { cancellation, returnAll } from './calling-off.ts';
import { after, recordCaptures } from './captures.ts';
import { arrival } from './move.ts';

/** Enters what has come in, and draws the conclusion when that is everything. */
export function settlePayments(command: SettlePayments, order: Order): readonly OrderEvent[] {
  const recorded = recordCaptures(command.captures, order);
  const now = after(order, recorded);
  if (order.paidAt !== null) return recorded;
  const complete = outstanding(now).amount <= 0n;
  const revivable = order.cancelReason === null || order.cancelReason === LAPSED;
  if (complete && revivable && command.stock.kind === 'sold')
    return [...recorded, ...paid(now, command.stock.reservationId)];
  if (order.cancelReason !== null || (complete && command.stock.kind === 'gone'))
    return [...recorded, ...cancellation(now, 'out-of-stock'), ...returnAll(now, command.refundId)];
  return recorded;
}

function paid(order: Order, reservationId: Id): readonly OrderEvent[] {
  const captured = capturedOf(order);
  const events: OrderEvent[] = [];
  if (order.cancelReason !== null)
    events.push({ type: 'OrderReinstated', data: { reason: 'money came late' } });
  if (order.reservationId !== reservationId)
    events.push({ type: 'ReservationReplaced', data: { reservationId } });
  events.push({
    type: 'OrderPaid',
    data: {
      captured,
      difference: subtractMoney(captured, order.total),
      shares: order.consignments.map(remainingShare),
    },
  });
  for (const consignment of order.consignments) {
    if (consignment.noted === null) continue;
    events.push(...arrival(consignment, consignment.noted.status, consignment.noted.reportedAt));
  }
  return events;
}
