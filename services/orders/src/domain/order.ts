import type { Id, Money } from '@souk/kernel';
import type { ConsignmentStatus } from './consignment-states.ts';

export type Address = {
  readonly recipient: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string;
  readonly postcode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
};

export type PaymentMethod = 'card' | 'debit' | 'voucher' | 'slip';

/** What was sold of one offer, at the price of the sale. */
export type PlacedLine = {
  readonly orderLineId: Id;
  readonly offerId: Id;
  readonly productId: Id;
  readonly variantId: Id;
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: Money;
};

/** What one seller is to ship, on the seller's terms at the moment of sale. */
export type PlacedConsignment = {
  readonly consignmentId: Id;
  readonly sellerId: Id;
  readonly commissionBasisPoints: number;
  readonly freight: Money;
  readonly lines: readonly PlacedLine[];
};

export type PlacedPayment = {
  readonly paymentId: Id;
  readonly method: PaymentMethod;
  readonly amount: Money;
  readonly instalments: number;
};

/** Money of a payment that has come in. */
export type Capture = { readonly paymentId: Id; readonly amount: Money; readonly capturedAt: Date };

/** What of an order's money concerns one seller: the seller gets items − commission + freight. */
export type SellerShare = {
  readonly sellerId: Id;
  readonly items: Money;
  readonly freight: Money;
  readonly commission: Money;
};
export type ConsignmentShare = SellerShare & { readonly consignmentId: Id };
export type RefundShare = ConsignmentShare & { readonly delivered: boolean };

export type OrderLine = PlacedLine & { readonly refunded: Money };

export type Consignment = Omit<PlacedConsignment, 'lines'> & {
  readonly lines: readonly OrderLine[];
  readonly freightRefunded: Money;
  readonly status: ConsignmentStatus;
  /** States it has been in, the present one included. */
  readonly visited: readonly ConsignmentStatus[];
  /** What the carrier reported before the order was paid; takes effect on payment. */
  readonly noted: { readonly status: 'shipped' | 'delivered'; readonly reportedAt: Date } | null;
  /** How many carrier events it has had. */
  readonly carrierEvents: number;
};

export type OrderPayment = PlacedPayment & { readonly captured: Money; readonly capturedAt: Date | null };

export type OrderRefund = {
  readonly refundId: Id;
  readonly amount: Money;
  readonly reason: string;
  readonly requestedAt: Date;
  readonly completedAt: Date | null;
  /** When it was last given up; absent: never. */
  readonly failedAt?: Date;
};

/** One line of what the buyer is told, in the order in which Souk learned of it. */
export type TimelineEntry = {
  /** When it happened according to whoever reported it. */
  readonly at: Date;
  readonly kind: string;
  readonly consignmentId: Id | null;
  readonly note: string | null;
};

export type CancelReason = string;

/** An order as its events have made it. */
export type Order = {
  readonly orderId: Id;
  /** How many events made it. */
  readonly version: number;
  readonly cartId: Id;
  readonly checkoutId: Id;
  readonly customerId: Id | null;
  /** Hash of the cart token that opens a guest's order. */
  readonly tokenHash: string | null;
  readonly email: string | null;
  readonly address: Address;
  readonly reservationId: Id;
  readonly items: Money;
  readonly freight: Money;
  readonly total: Money;
  readonly payments: readonly OrderPayment[];
  readonly consignments: readonly Consignment[];
  readonly status: ConsignmentStatus;
  readonly placedAt: Date;
  readonly paidAt: Date | null;
  /** Captured − total, once the order is fully paid. */
  readonly difference: Money;
  readonly roundingRefunded: Money;
  readonly cancelReason: CancelReason | null;
  readonly refunds: readonly OrderRefund[];
  readonly timeline: readonly TimelineEntry[];
};

/** The order's reason for being cancelled when its money did not come in time; money that comes late undoes it. */
export const LAPSED: CancelReason = 'payment-expired';
