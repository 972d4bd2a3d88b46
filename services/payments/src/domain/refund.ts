import { addMoney, compareMoney, isZeroMoney, subtractMoney, type Id, type Money } from '@souk/kernel';
import { paymentError } from '../errors.ts';
import type { SellerShare } from './ledger.ts';
import type { Payment } from './payment.ts';

/** Which payments a refund goes back on. */
export type RefundAllocation = { readonly paymentId: Id; readonly amount: Money };

export type RefundShare = SellerShare & { readonly consignmentId: Id; readonly delivered: boolean };

/** A refund on its way: asked of the provider payment by payment, booked once all of them are done. */
export type Refund = {
  readonly refundId: Id;
  readonly orderId: Id;
  readonly state: 'requested' | 'refunded';
  readonly amount: Money;
  readonly rounding: Money;
  readonly shares: readonly RefundShare[];
  readonly allocations: readonly RefundAllocation[];
};

/** The provider's idempotency key for a refund's part on one payment; the same on every try. */
export function refundKey(refundId: Id, paymentId: Id): string {
  return `${refundId}:${paymentId}`;
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

/** captured − refunded − claimed by refunds under way. */
export function refundable(payment: Payment): Money {
  return subtractMoney(payment.captured, addMoney(payment.refunded, payment.refunding));
}
