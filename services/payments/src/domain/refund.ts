import { addMoney, compareMoney, isZeroMoney, subtractMoney, type Id, type Money } from '@souk/kernel';
import { paymentError } from '../errors.ts';
import type { SellerShare } from './seller-share.ts';
import type { Payment } from './payment.ts';
import type { ProviderReport } from './provider-report.ts';

/** Which payments a refund goes back on. */
export type RefundAllocation = { readonly paymentId: Id; readonly amount: Money };

export type RefundShare = SellerShare & { readonly consignmentId: Id; readonly delivered: boolean };

/** `failed` is left by an administrator: tried again, or settled outside. */
export const REFUND_STATES = ['requested', 'refunded', 'failed', 'settled-outside'] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/**
 * What became of a part: `open` when nobody knows yet whether it happened, `refused` when the provider said that it has
 * not and will not, `done` when it has given the money back, `outside` when the marketplace has, past the provider.
 */
export const REFUND_OUTCOMES = ['open', 'refused', 'done', 'outside'] as const;
export type RefundOutcome = (typeof REFUND_OUTCOMES)[number];

/** What goes back on one payment. `attempt` counts its new beginnings after refusals for good. */
export type RefundPart = RefundAllocation & { readonly attempt: number; readonly outcome: RefundOutcome };

/** Why and when a refund was given up: the provider's code, or `provider-unavailable`. */
export type RefundFailure = { readonly reason: string; readonly at: Date };

/** Whose account the money came from when the provider was not asked: the marketplace's, or the provider's, by hand. */
export const PAID_FROM = ['own-account', 'provider'] as const;
export type RefundSettlement = { readonly paidFrom: (typeof PAID_FROM)[number]; readonly reference: string };

/** A refund: asked of the provider payment by payment, booked once all of them are done. */
export type Refund = {
  readonly refundId: Id;
  readonly orderId: Id;
  readonly state: RefundState;
  readonly amount: Money;
  readonly rounding: Money;
  readonly shares: readonly RefundShare[];
  readonly parts: readonly RefundPart[];
  readonly failure: RefundFailure | null;
  readonly settlement: RefundSettlement | null;
  /** How often it was begun anew; a change names the round that it saw. */
  readonly round: number;
  readonly requestedAt: Date;
  /** Machine time since when this round is tried. */
  readonly tryingSince: Date;
};

/**
 * The provider's idempotency key for a refund's part on one payment: the same on every try whose outcome may be open,
 * another one only after the provider has said that it did not happen.
 */
export function refundKey(
  refundId: Id,
  { paymentId, attempt }: Pick<RefundPart, 'paymentId' | 'attempt'>,
): string {
  return attempt === 0 ? `${refundId}:${paymentId}` : `${refundId}:${paymentId}:${attempt}`;
}

/** Whether the provider says that it has given the part back. */
export function isMade(
  { refundId }: Pick<Refund, 'refundId'>,
  part: RefundPart,
  report: ProviderReport | null,
): boolean {
  return report?.refundKeys.includes(refundKey(refundId, part)) === true;
}

/**
 * What the provider has given back on a payment without having been asked by a refund. `refunds`: all of the order's;
 * what one of them has got and not booked yet is its own.
 */
export function refundedByHand(payment: Payment, report: ProviderReport, refunds: readonly Refund[]): Money {
  const notBooked = refunds.flatMap((refund) =>
    refund.parts.filter(
      (part) => part.paymentId === payment.paymentId && !isSettled(part) && isMade(refund, part, report),
    ),
  );
  return notBooked.reduce(
    (left, part) => subtractMoney(left, part.amount),
    subtractMoney(report.refunded, payment.refunded),
  );
}

/** The parts of a failed refund as they are tried again. */
export function begunAnew(parts: readonly RefundPart[]): readonly RefundPart[] {
  return parts.map((part) =>
    part.outcome === 'refused' ? { ...part, attempt: part.attempt + 1, outcome: 'open' } : part,
  );
}

/** What has come to an end between two states of the same parts. */
export function newlySettled(
  before: readonly RefundPart[],
  after: readonly RefundPart[],
): readonly RefundPart[] {
  return after.filter((part, at) => isSettled(part) && before[at]?.outcome !== part.outcome);
}

/** Whether the buyer has the money of this part. */
export function isSettled({ outcome }: RefundPart): boolean {
  return outcome === 'done' || outcome === 'outside';
}

/**
 * Divides a refund over the captured payments of the order, newest first, each up to what is left of it: the
 * cheapest for the buyer to follow, and the same on every repetition.
 * @throws DomainError `refund-exceeds-captured` when they do not hold that much.
 */
export function allocateRefund(amount: Money, payments: readonly Payment[]): RefundAllocation[] {
  let open = amount;
  const allocations: RefundAllocation[] = [];
  const newestFirst = payments.toSorted((a, b) => (a.paymentId < b.paymentId ? 1 : -1));
  for (const payment of newestFirst) {
    const left = refundable(payment);
    if (isZeroMoney(open) || left.amount <= 0n) continue;
    const part = compareMoney(left, open) < 0 ? left : open;
    allocations.push({ paymentId: payment.paymentId, amount: part });
    open = subtractMoney(open, part);
  }
  if (!isZeroMoney(open)) throw paymentError('refund-exceeds-captured', { missing: open.amount.toString() });
  return allocations;
}

/** captured − given back, by the provider or past it − claimed by refunds that are not settled. */
export function refundable(payment: Payment): Money {
  const gone = addMoney(payment.refunded, payment.refundedOutside);
  return subtractMoney(payment.captured, addMoney(gone, payment.refunding));
}
