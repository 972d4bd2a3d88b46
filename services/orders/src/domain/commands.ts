import type { Id } from '@souk/kernel';
import type { CarrierEventKind, OrderPlaced } from './events.ts';
import type { Capture } from './order.ts';
import type { Reduction } from './shares.ts';

/** Whether the order's pieces are the buyer's by now. */
export type StockOutcome =
  | { readonly kind: 'sold'; readonly reservationId: Id }
  | { readonly kind: 'gone' }
  | { readonly kind: 'undecided' };

export type PlaceOrder = { readonly type: 'place-order' } & { readonly placed: OrderPlaced };
/** Enters money that has come in. With all of it and the stock, the order is paid; without the stock, the money goes back. */
export type SettlePayments = {
  readonly type: 'settle-payments';
  readonly captures: readonly Capture[];
  readonly stock: StockOutcome;
  /** Names the refund, should there be one. */
  readonly refundId: Id;
};
export type CancelOrder = {
  readonly type: 'cancel-order';
  readonly reason: string;
  /** Money that turned out to have come in. */
  readonly captures: readonly Capture[];
  readonly refundId: Id;
};
export type CancelConsignments = {
  readonly type: 'cancel-consignments';
  readonly consignmentIds: readonly Id[];
  readonly reason: string;
  readonly refundId: Id;
};
export type MoveConsignment = {
  readonly type: 'move-consignment';
  readonly consignmentId: Id;
  readonly to: 'processing' | 'invoiced' | 'shipped';
  readonly reportedAt: Date;
};
export type ReportCarrierEvent = {
  readonly type: 'report-carrier-event';
  readonly consignmentId: Id;
  readonly kind: CarrierEventKind;
  readonly reportedAt: Date;
  readonly note: string | null;
};
export type RequestRefund = {
  readonly type: 'request-refund';
  readonly refundId: Id;
  readonly consignmentId: Id;
  /** What to refund; null: all that remains. */
  readonly reduction: Reduction | null;
  readonly reason: string;
};
export type CompleteRefund = { readonly type: 'complete-refund'; readonly refundId: Id };
export type FailRefund = { readonly type: 'fail-refund'; readonly refundId: Id; readonly reason: string };

/** What can be asked of an order. */
export type OrderCommand =
  | PlaceOrder
  | SettlePayments
  | CancelOrder
  | CancelConsignments
  | MoveConsignment
  | ReportCarrierEvent
  | RequestRefund
  | CompleteRefund
  | FailRefund;
