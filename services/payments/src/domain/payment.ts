import { zeroMoney, type Id, type Money } from '@souk/kernel';

export const PAYMENT_METHODS = ['card', 'debit', 'voucher', 'slip'] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

export const PAYMENT_STATES = [
  'created',
  'requires-action',
  'pending',
  'under-review',
  'authorised',
  'captured',
  'declined',
  'voided',
  'expired',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/**
 * Where a payment may go from each state. `voided` and `expired` lead to `captured`: a slip can be paid at a bank after
 * its time, and money that has arrived is booked, whatever was thought before; the order then decides what becomes of it.
 */
const NEXT_STATES: Readonly<Record<PaymentState, readonly PaymentState[]>> = {
  created: [
    'requires-action',
    'pending',
    'under-review',
    'authorised',
    'captured',
    'declined',
    'voided',
    'expired',
  ],
  'requires-action': ['under-review', 'authorised', 'captured', 'declined', 'voided', 'expired'],
  pending: ['captured', 'voided', 'expired'],
  'under-review': ['authorised', 'captured', 'declined', 'voided', 'expired'],
  authorised: ['captured', 'voided', 'expired'],
  captured: [],
  declined: [],
  voided: ['captured'],
  expired: ['captured'],
};

/** Whether a payment may move from one state to another (or stay). */
export function mayMove(from: PaymentState, to: PaymentState): boolean {
  return from === to || NEXT_STATES[from].includes(to);
}

/** States in which the provider's answer is still open, so that it is asked again from time to time. */
export const OPEN_STATES = [
  'created',
  'requires-action',
  'pending',
  'under-review',
  'authorised',
] as const satisfies readonly PaymentState[];

/** Whether the provider's answer is still open. */
export function isOpen(state: PaymentState): boolean {
  return (OPEN_STATES as readonly PaymentState[]).includes(state);
}

/** States that `expiresAt` ends: a slip, a review, a 3-D Secure challenge, or no answer at all. */
export const EXPIRING_STATES: readonly PaymentState[] = [
  'created',
  'requires-action',
  'pending',
  'under-review',
];

/** Whether the payment has waited for its buyer or its review longer than it may. */
export function isOverdue(payment: Payment, now: Date): boolean {
  return EXPIRING_STATES.includes(payment.state) && payment.expiresAt !== null && payment.expiresAt <= now;
}

/** One payment of an order, as Souk knows it. */
export type Payment = {
  readonly paymentId: Id;
  readonly orderId: Id;
  readonly method: PaymentMethod;
  readonly amount: Money;
  readonly instalments: number;
  readonly state: PaymentState;
  readonly captured: Money;
  readonly refunded: Money;
  /** Given back past the provider, who still holds it. */
  readonly refundedOutside: Money;
  /** Claimed by refunds that are not settled: under way, or failed. */
  readonly refunding: Money;
  readonly fee: Money;
  readonly declineCode: string | null;
  readonly actionUrl: string | null;
  readonly slipReference: string | null;
  /** Business time after which slip, review or 3-D Secure is over. */
  readonly expiresAt: Date | null;
  readonly capturedAt: Date | null;
  /** The provider's number of its last report that was taken in; 0 for none. */
  readonly sequence: number;
  /** Counts the changes; a save names the version that it saw. */
  readonly version: number;
};

/** What is asked of the provider at first. The token goes to the provider and is kept nowhere. */
export type PaymentOrder = Pick<
  Payment,
  'paymentId' | 'orderId' | 'method' | 'amount' | 'instalments' | 'expiresAt'
> & {
  /** The provider's token of a card, debit card or voucher; empty for a slip. */
  readonly token: string;
};

/** A payment of which the provider has said nothing yet. */
export function newPayment({ token: _token, ...order }: PaymentOrder): Payment {
  const nothing = zeroMoney(order.amount.currency);
  return {
    ...order,
    state: 'created',
    captured: nothing,
    refunded: nothing,
    refundedOutside: nothing,
    refunding: nothing,
    fee: nothing,
    declineCode: null,
    actionUrl: null,
    slipReference: null,
    capturedAt: null,
    sequence: 0,
    version: 1,
  };
}

/** Whether a repeated command asks for the same payment as the one that is there. */
export function asksForTheSame(payment: Payment, order: PaymentOrder): boolean {
  return (
    payment.orderId === order.orderId &&
    payment.method === order.method &&
    payment.amount.amount === order.amount.amount &&
    payment.amount.currency === order.amount.currency &&
    payment.instalments === order.instalments
  );
}
