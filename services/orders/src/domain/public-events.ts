import type { EventData, EventEnvelope, EventType } from '@souk/contracts';
import { moneyToWire, type Id } from '@souk/kernel';
import type { OrderEvent, OrderPlaced } from './events.ts';
import type { ConsignmentShare, PlacedConsignment } from './order.ts';

/** An event as it stands in an order's stream. */
export type RecordedEvent = {
  readonly id: Id;
  readonly orderId: Id;
  /** Its place in the order's stream, from 1. */
  readonly version: number;
  readonly at: Date;
  readonly requestId: string;
  readonly causedBy: string;
  readonly event: OrderEvent;
};

type PublicType = Extract<EventType, OrderEvent['type']>;

/** Events of a stream that other services hear of; the rest stay inside. */
const PUBLIC = new Set<string>([
  'OrderPlaced',
  'OrderPaid',
  'ConsignmentStatusChanged',
  'ConsignmentDelivered',
  'ConsignmentCancelled',
  'OrderCancelled',
  'RefundRequested',
] satisfies PublicType[]);

export function isPublic(event: OrderEvent): event is OrderEvent<PublicType> {
  return PUBLIC.has(event.type);
}

/** The event in the form of the contract; null when it stays inside. Names and addresses never leave. */
export function toEnvelope(recorded: RecordedEvent): EventEnvelope | null {
  const { event, orderId } = recorded;
  if (!isPublic(event)) return null;
  const head = {
    id: recorded.id,
    version: 1,
    occurredAt: recorded.at.toISOString(),
    subject: orderId,
    requestId: recorded.requestId,
    causedBy: recorded.causedBy,
  } as const;
  switch (event.type) {
    case 'OrderPlaced':
      return { ...head, type: event.type, data: placedToWire(event.data) };
    case 'OrderPaid':
      return { ...head, type: event.type, data: paidToWire(orderId, event.data) };
    case 'ConsignmentStatusChanged': {
      const { reportedAt, ...data } = event.data;
      return { ...head, type: event.type, data: { ...data, orderId, reportedAt: reportedAt.toISOString() } };
    }
    case 'ConsignmentDelivered':
      return { ...head, type: event.type, data: { orderId, ...shareToWire(event.data) } };
    case 'ConsignmentCancelled':
      return {
        ...head,
        type: event.type,
        data: { orderId, ...shareToWire(event.data), reason: event.data.reason },
      };
    case 'OrderCancelled':
      return { ...head, type: event.type, data: { orderId, reason: event.data.reason } };
    case 'RefundRequested':
      return { ...head, type: event.type, data: refundToWire(orderId, event.data) };
  }
}

function paidToWire(orderId: Id, data: OrderEvent<'OrderPaid'>['data']): EventData<'OrderPaid'> {
  return {
    orderId,
    total: moneyToWire({ ...data.captured, amount: data.captured.amount - data.difference.amount }),
    captured: moneyToWire(data.captured),
    difference: moneyToWire(data.difference),
    consignments: data.shares.map(shareToWire),
  };
}

function refundToWire(
  orderId: Id,
  data: OrderEvent<'RefundRequested'>['data'],
): EventData<'RefundRequested'> {
  return {
    orderId,
    refundId: data.refundId,
    amount: moneyToWire(data.amount),
    shares: data.shares.map((share) => ({ ...shareToWire(share), delivered: share.delivered })),
    rounding: moneyToWire(data.rounding),
    reason: data.reason,
  };
}

function placedToWire(data: Readonly<OrderPlaced>): EventData<'OrderPlaced'> {
  return {
    orderId: data.orderId,
    cartId: data.cartId,
    customerId: data.customerId,
    items: moneyToWire(data.items),
    freight: moneyToWire(data.freight),
    total: moneyToWire(data.total),
    consignments: data.consignments.map(consignmentToWire),
  };
}

function consignmentToWire(consignment: PlacedConsignment) {
  return {
    consignmentId: consignment.consignmentId,
    sellerId: consignment.sellerId,
    commissionBasisPoints: consignment.commissionBasisPoints,
    freight: moneyToWire(consignment.freight),
    lines: consignment.lines.map((line) => ({ ...line, unitPrice: moneyToWire(line.unitPrice) })),
  };
}

function shareToWire(share: ConsignmentShare) {
  return {
    consignmentId: share.consignmentId,
    sellerId: share.sellerId,
    items: moneyToWire(share.items),
    freight: moneyToWire(share.freight),
    commission: moneyToWire(share.commission),
  };
}
