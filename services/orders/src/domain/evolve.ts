import { addMoney, subtractMoney, zeroMoney, type Id } from '@souk/kernel';
import { carrierTarget } from './carrier-events.ts';
import { isAsFarAs, leastAdvanced, type ConsignmentStatus } from './consignment-states.ts';
import type { OrderEvent, OrderPlaced } from './events.ts';
import type { Consignment, Order, TimelineEntry } from './order.ts';
import { newConsignment, reduce } from './shares.ts';

/** An event with the moment at which Souk learned of it. */
export type DatedEvent = { readonly at: Date; readonly event: OrderEvent };

/** The order after one more event. Total: it refuses nothing, since events have happened. */
export function evolve(order: Order | null, dated: DatedEvent): Order {
  const { event, at } = dated;
  if (event.type === 'OrderPlaced') return placed(event.data, at);
  if (order === null) throw new TypeError(`a stream begins with OrderPlaced, not with ${event.type}`);
  const next = apply(order, event, at);
  return {
    ...next,
    version: order.version + 1,
    status: leastAdvanced(next.consignments.map((each) => each.status)),
    timeline: [...order.timeline, ...timelineOf(event, at)],
  };
}

/** The order that a whole stream makes; null of an empty one. */
export function fold(events: readonly DatedEvent[], start: Order | null = null): Order | null {
  let order = start;
  for (const event of events) order = evolve(order, event);
  return order;
}

function placed(data: Readonly<OrderPlaced>, at: Date): Order {
  const none = zeroMoney(data.total.currency);
  const { consignments, payments, ...rest } = data;
  return {
    ...rest,
    version: 1,
    status: 'awaiting-payment',
    consignments: consignments.map(newConsignment),
    payments: payments.map((payment) => ({ ...payment, captured: none, capturedAt: null })),
    placedAt: at,
    paidAt: null,
    difference: none,
    roundingRefunded: none,
    cancelReason: null,
    refunds: [],
    timeline: [{ at, kind: 'placed', consignmentId: null, note: null }],
  };
}

function apply(order: Order, event: Exclude<OrderEvent, { type: 'OrderPlaced' }>, at: Date): Order {
  switch (event.type) {
    case 'PaymentRecorded':
      return {
        ...order,
        payments: order.payments.map((payment) =>
          payment.paymentId === event.data.paymentId
            ? { ...payment, captured: event.data.amount, capturedAt: event.data.capturedAt }
            : payment,
        ),
      };
    case 'ReservationReplaced':
      return { ...order, reservationId: event.data.reservationId };
    case 'OrderReinstated':
      return { ...allTo(order, 'awaiting-payment'), cancelReason: null };
    case 'OrderPaid':
      return { ...allTo(order, 'paid'), paidAt: at, difference: event.data.difference };
    case 'ConsignmentStatusChanged':
      return oneTo(order, event.data.consignmentId, event.data.status);
    case 'CarrierReported':
      return change(order, event.data.consignmentId, (consignment) => noted(consignment, event.data));
    case 'ConsignmentDelivered':
      return order;
    case 'ConsignmentCancelled':
      return oneTo(order, event.data.consignmentId, 'cancelled');
    case 'OrderCancelled':
      return { ...order, cancelReason: event.data.reason };
    case 'RefundRequested':
      return refundRequested(order, event.data, at);
    case 'RefundCompleted':
      return {
        ...order,
        refunds: order.refunds.map((refund) =>
          refund.refundId === event.data.refundId ? { ...refund, completedAt: at } : refund,
        ),
      };
    case 'RefundFailed':
      return {
        ...order,
        refunds: order.refunds.map((refund) =>
          refund.refundId === event.data.refundId ? { ...refund, failedAt: at } : refund,
        ),
      };
  }
}

function refundRequested(order: Order, data: OrderEvent<'RefundRequested'>['data'], at: Date): Order {
  const none = zeroMoney(order.total.currency);
  const { refundId, amount, reason } = data;
  return {
    ...order,
    roundingRefunded: addMoney(order.roundingRefunded, data.rounding),
    refunds: [...order.refunds, { refundId, amount, reason, requestedAt: at, completedAt: null }],
    consignments: order.consignments.map((consignment) => {
      const share = data.shares.find((each) => each.consignmentId === consignment.consignmentId);
      const owned = new Set(consignment.lines.map((line) => line.orderLineId));
      return reduce(consignment, {
        lines: data.lines.filter((line) => owned.has(line.orderLineId)),
        freight: share?.freight ?? none,
      });
    }),
  };
}

/** Before payment the carrier's news is kept; the farthest counts. */
function noted(consignment: Consignment, data: OrderEvent<'CarrierReported'>['data']): Consignment {
  const counted = { ...consignment, carrierEvents: consignment.carrierEvents + 1 };
  if (consignment.status !== 'awaiting-payment') return counted;
  const target = carrierTarget(data.kind);
  const before = consignment.noted;
  if (before !== null && isAsFarAs(before.status, target)) return counted;
  return { ...counted, noted: { status: target, reportedAt: data.reportedAt } };
}

function change(order: Order, consignmentId: Id, how: (consignment: Consignment) => Consignment): Order {
  return {
    ...order,
    consignments: order.consignments.map((each) => (each.consignmentId === consignmentId ? how(each) : each)),
  };
}

function oneTo(order: Order, consignmentId: Id, status: ConsignmentStatus): Order {
  return change(order, consignmentId, (each) => entered(each, status));
}

function allTo(order: Order, status: 'awaiting-payment' | 'paid'): Order {
  return { ...order, consignments: order.consignments.map((each) => entered(each, status)) };
}

function entered(consignment: Consignment, status: ConsignmentStatus): Consignment {
  const visited = status === 'awaiting-payment' ? [status] : [...consignment.visited, status];
  return { ...consignment, status, visited };
}

function timelineOf(event: OrderEvent, at: Date): readonly TimelineEntry[] {
  const entry = (kind: string, rest: Partial<TimelineEntry> = {}): TimelineEntry[] => [
    { at, kind, consignmentId: null, note: null, ...rest },
  ];
  switch (event.type) {
    case 'OrderPaid':
      return entry('paid');
    case 'OrderReinstated':
      return entry('reinstated');
    case 'ConsignmentStatusChanged':
      return entry(event.data.status, {
        at: event.data.reportedAt,
        consignmentId: event.data.consignmentId,
      });
    case 'CarrierReported':
      return entry(`carrier-${event.data.kind}`, {
        at: event.data.reportedAt,
        consignmentId: event.data.consignmentId,
        note: event.data.note,
      });
    case 'ConsignmentCancelled':
      return entry('cancelled', { consignmentId: event.data.consignmentId, note: event.data.reason });
    case 'OrderCancelled':
      return entry('order-cancelled', { note: event.data.reason });
    case 'RefundRequested':
      return entry('refund-requested', { note: event.data.reason });
    case 'RefundCompleted':
      return entry('refunded');
    case 'RefundFailed':
      return entry('refund-failed');
    case 'OrderPlaced':
    case 'PaymentRecorded':
    case 'ReservationReplaced':
    case 'ConsignmentDelivered':
      return [];
  }
}

/** What is still to come in for the order to be fully paid; nothing or less when it is. */
export function outstanding(order: Order) {
  const wanted = order.payments.map((payment) => subtractMoney(payment.amount, payment.captured));
  return wanted.reduce(addMoney, zeroMoney(order.total.currency));
}
