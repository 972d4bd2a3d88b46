import { orderError } from '../../errors.ts';
import { CARRIER_EVENT_LIMIT, carrierTarget } from '../carrier-events.ts';
import type { MoveConsignment, ReportCarrierEvent } from '../commands.ts';
import { isAsFarAs, mayBecome } from '../consignment-states.ts';
import type { OrderEvent } from '../events.ts';
import type { Consignment, Order } from '../order.ts';
import { remainingShare } from '../shares.ts';
import { consignmentOf } from './find.ts';

/** The seller reports how far the consignment is. A hand-over before payment is kept until the order is paid. */
export function moveConsignment(command: MoveConsignment, order: Order): readonly OrderEvent[] {
  const consignment = consignmentOf(order, command.consignmentId);
  const { status, visited } = consignment;
  const { to, reportedAt } = command;
  if (status === to || (to === 'shipped' && isAsFarAs(status, to))) return [];
  if (status === 'awaiting-payment' && to === 'shipped') {
    const { consignmentId } = consignment;
    return reportCarrierEvent(
      { type: 'report-carrier-event', consignmentId, kind: 'handed-over', reportedAt, note: null },
      order,
    );
  }
  if (!mayBecome(status, to, visited))
    throw orderError('consignment-state', { consignmentId: consignment.consignmentId, from: status, to });
  return [changed(consignment, to, reportedAt)];
}

/** The carrier's news: always kept, and a step forward when the consignment was not as far. The same news twice is one. */
export function reportCarrierEvent(command: ReportCarrierEvent, order: Order): readonly OrderEvent[] {
  const consignment = consignmentOf(order, command.consignmentId);
  const { consignmentId, kind, reportedAt, note } = command;
  const known = order.timeline.some(
    (entry) =>
      entry.consignmentId === consignmentId &&
      entry.kind === `carrier-${kind}` &&
      entry.at.getTime() === reportedAt.getTime(),
  );
  if (known) return [];
  if (consignment.carrierEvents >= CARRIER_EVENT_LIMIT) throw orderError('consignment-events-full');
  const reported: OrderEvent = { type: 'CarrierReported', data: { consignmentId, kind, reportedAt, note } };
  const target = carrierTarget(kind);
  if (
    consignment.status === 'awaiting-payment' ||
    !mayBecome(consignment.status, target, consignment.visited)
  )
    return [reported];
  return [reported, ...arrival(consignment, target, reportedAt)];
}

/** The consignment's arrival at `status`; a delivery also says what of the seller's share became available. */
export function arrival(
  consignment: Consignment,
  status: 'shipped' | 'delivered',
  reportedAt: Date,
): readonly OrderEvent[] {
  const event = changed(consignment, status, reportedAt);
  if (status === 'shipped') return [event];
  return [event, { type: 'ConsignmentDelivered', data: remainingShare(consignment) }];
}

function changed(
  { consignmentId, sellerId }: Consignment,
  status: 'processing' | 'invoiced' | 'shipped' | 'delivered',
  reportedAt: Date,
): OrderEvent {
  return { type: 'ConsignmentStatusChanged', data: { consignmentId, sellerId, status, reportedAt } };
}
