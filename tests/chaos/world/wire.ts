/** What the runs read of Souk's answers: only the fields that they look at. */
export type WireMoney = { readonly amount: number; readonly currency: string };

export type WireCart = {
  readonly id: string;
  readonly state: string;
  readonly lines: readonly { readonly offerId: string; readonly quantity: number }[];
  readonly orderId: string | null;
};

export type WireQuote = { readonly total: WireMoney };

export type WirePayment = {
  readonly id: string;
  readonly method: string;
  readonly state: string;
  readonly slipReference: string | null;
};

export type WireCheckout = {
  readonly id: string;
  readonly cartId: string;
  readonly state: 'processing' | 'requires-action' | 'awaiting-payment' | 'completed' | 'failed';
  readonly orderId: string | null;
  readonly totals: { readonly total: WireMoney };
  readonly payments: readonly WirePayment[];
  readonly failure: { readonly code: string } | null;
};

export type WireConsignment = {
  readonly id: string;
  readonly sellerId: string;
  readonly status: string;
  readonly refunded: WireMoney;
  readonly lines: readonly { readonly id: string; readonly offerId: string; readonly quantity: number }[];
};

export type WireOrder = {
  readonly id: string;
  readonly cartId: string;
  readonly checkoutId: string;
  readonly status: string;
  readonly total: WireMoney;
  readonly captured: WireMoney;
  readonly payments: readonly { readonly id: string; readonly capturedAt: string | null }[];
  readonly consignments: readonly WireConsignment[];
  readonly refunds: readonly { readonly id: string; readonly amount: WireMoney; readonly state: string }[];
  readonly paidAt: string | null;
};

/** A payment in the books of the provider. */
export type BookedPayment = {
  readonly reference: string;
  readonly orderReference: string;
  readonly state: string;
  readonly captured: WireMoney;
  readonly refunded: WireMoney;
};

export type WireAccountSum = { readonly account: string; readonly net: WireMoney };

export type WireTransaction = {
  readonly id: string;
  readonly kind: 'capture' | 'fee' | 'settlement' | 'release' | 'refund';
  readonly source: string;
  readonly orderId: string;
  readonly postings: readonly { readonly amount: WireMoney }[];
};

export type WireReconciliation = { readonly paymentId: string; readonly difference: WireMoney };

export type WireStock = {
  readonly offerId: string;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
};

export type WireDeadLetter = { readonly id: string; readonly error: string };
