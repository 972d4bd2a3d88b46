import type { Id, Money } from '@souk/kernel';
import type { ConsignmentStatus } from './consignment-states.ts';
import type {
  Address,
  CancelReason,
  Capture,
  ConsignmentShare,
  PlacedConsignment,
  PlacedPayment,
  RefundShare,
} from './order.ts';

/** What a carrier tells about a consignment. */
export const CARRIER_EVENTS = [
  'handed-over',
  'in-transit',
  'out-for-delivery',
  'delivery-failed',
  'delivered',
] as const;
export type CarrierEventKind = (typeof CARRIER_EVENTS)[number];

export type OrderPlaced = {
  orderId: Id;
  cartId: Id;
  checkoutId: Id;
  customerId: Id | null;
  tokenHash: string | null;
  email: string | null;
  address: Address;
  reservationId: Id;
  items: Money;
  freight: Money;
  total: Money;
  consignments: readonly PlacedConsignment[];
  payments: readonly PlacedPayment[];
};

type Data = {
  OrderPlaced: OrderPlaced;
  /** Money of one payment has come in. */
  PaymentRecorded: Capture;
  /** The stock was held anew after the first reservation had ended. */
  ReservationReplaced: { reservationId: Id };
  /** Money came after the order had lapsed, and the stock could be held again. */
  OrderReinstated: { reason: string };
  OrderPaid: { captured: Money; difference: Money; shares: readonly ConsignmentShare[] };
  ConsignmentStatusChanged: {
    consignmentId: Id;
    sellerId: Id;
    status: Exclude<ConsignmentStatus, 'awaiting-payment' | 'paid' | 'cancelled'>;
    reportedAt: Date;
  };
  /** What the carrier told, whether it moved the consignment or not. */
  CarrierReported: {
    consignmentId: Id;
    kind: CarrierEventKind;
    reportedAt: Date;
    note: string | null;
  };
  ConsignmentDelivered: ConsignmentShare;
  ConsignmentCancelled: ConsignmentShare & { reason: string };
  OrderCancelled: { reason: CancelReason };
  RefundRequested: {
    refundId: Id;
    amount: Money;
    shares: readonly RefundShare[];
    /** By how much each order line is refunded. */
    lines: readonly { orderLineId: Id; amount: Money }[];
    rounding: Money;
    reason: string;
  };
  RefundCompleted: { refundId: Id; amount: Money };
  /** The provider would not give it back; what becomes of it is decided by hand. */
  RefundFailed: { refundId: Id; reason: string };
};

export type OrderEventType = keyof Data;
/** What can befall an order. */
export type OrderEvent<T extends OrderEventType = OrderEventType> = {
  [K in T]: { readonly type: K; readonly data: Readonly<Data[K]> };
}[T];
