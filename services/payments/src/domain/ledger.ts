import { addMoney, compareMoney, subtractMoney, sumMoney, type Id, type Money } from '@souk/kernel';
import { paymentError } from '../errors.ts';
import { balanced, credit, debit, type LedgerDraft, type Posting } from './account.ts';
import type { Payment } from './payment.ts';
import type { RefundAllocation, RefundPart } from './refund.ts';
import type { SellerShare } from './seller-share.ts';

type Captured = {
  readonly payment: Payment;
  readonly captured: Money;
  readonly fee: Money;
  readonly occurredAt: Date;
};

/** Captured money: the provider holds it, it is still the buyer's; the provider keeps its fee of it at once. */
export function captureDraft({ payment, captured, fee, occurredAt }: Captured): LedgerDraft {
  const { paymentId, orderId } = payment;
  return draft({
    kind: 'capture',
    source: `capture:${paymentId}`,
    orderId,
    currency: captured.currency,
    occurredAt,
    postings: [
      debit('provider-clearing', captured, { paymentId }),
      credit('buyer-funds', captured),
      ...feePostings(paymentId, fee),
    ],
  });
}

/** A fee that the provider charged, or gave back, after the capture. */
export function feeDraft({ payment, fee, occurredAt }: Omit<Captured, 'captured'>): LedgerDraft {
  return draft({
    kind: 'fee',
    source: `fee:${payment.paymentId}:${String(payment.sequence)}`,
    orderId: payment.orderId,
    currency: fee.currency,
    occurredAt,
    postings: feePostings(payment.paymentId, fee),
  });
}

function feePostings(paymentId: Id, fee: Money): Posting[] {
  return [debit('provider-fees', fee), credit('provider-clearing', fee, { paymentId })];
}

type Settlement = {
  readonly orderId: Id;
  readonly captured: Money;
  /** captured − the order's total. */
  readonly difference: Money;
  readonly shares: readonly SellerShare[];
  readonly occurredAt: Date;
};

/**
 * Full payment: the buyer's money is divided among sellers (pending), commission and rounding.
 * @returns null when there is nothing to divide.
 * @throws DomainError `settlement-mismatch` when the shares and the difference are not the captured money.
 */
export function settlementDraft(paid: Settlement): LedgerDraft | null {
  const total = sumOfShares(paid.shares, paid.captured.currency);
  if (compareMoney(addMoney(total, paid.difference), paid.captured) !== 0) {
    throw paymentError('settlement-mismatch', { orderId: paid.orderId });
  }
  return balanced({
    kind: 'settlement',
    source: `settlement:${paid.orderId}`,
    orderId: paid.orderId,
    currency: paid.captured.currency,
    occurredAt: paid.occurredAt,
    postings: [
      debit('buyer-funds', paid.captured),
      ...paid.shares.flatMap((share) => [
        credit('seller-pending', sellersPart(share), { sellerId: share.sellerId }),
        credit('commission', share.commission),
      ]),
      credit('rounding', paid.difference),
    ],
  });
}

type Release = {
  readonly orderId: Id;
  readonly consignmentId: Id;
  readonly share: SellerShare;
  readonly occurredAt: Date;
};

/** Delivery: the seller's part of the consignment becomes available. @returns null when nothing is left of it. */
export function releaseDraft({ orderId, consignmentId, share, occurredAt }: Release): LedgerDraft | null {
  const { sellerId } = share;
  const part = sellersPart(share);
  return balanced({
    kind: 'release',
    source: `release:${consignmentId}`,
    orderId,
    currency: part.currency,
    occurredAt,
    postings: [debit('seller-pending', part, { sellerId }), credit('seller-available', part, { sellerId })],
  });
}

type Refund = {
  readonly orderId: Id;
  readonly refundId: Id;
  /** By how much each seller's share shrinks; empty when the money still lies in buyer-funds. */
  readonly shares: readonly (SellerShare & { readonly delivered: boolean })[];
  /** Part of the order's difference that is taken back. */
  readonly rounding: Money;
  readonly parts: readonly RefundedPart[];
  readonly occurredAt: Date;
};

/** Where the money of a part came from; the provider's account unless said. */
type RefundedPart = RefundAllocation & {
  readonly from?: 'provider-clearing' | 'refunds-pending' | 'outside-refunds';
};

/** Where the parts' money came from: what an earlier round has booked lies in `refunds-pending`. */
export function withSources(
  before: readonly RefundPart[],
  after: readonly RefundPart[],
): readonly RefundedPart[] {
  return after.map(({ paymentId, amount, outcome }, at) => {
    if (outcome === 'outside') return { paymentId, amount, from: 'outside-refunds' };
    const isBooked = before[at]?.outcome === 'done';
    return { paymentId, amount, from: isBooked ? 'refunds-pending' : 'provider-clearing' };
  });
}

type GivenBack = Pick<Refund, 'orderId' | 'refundId' | 'occurredAt'> & { readonly part: RefundAllocation };

/** One part of a refund that has failed in another: the provider has given this much back. */
export function refundPartDraft({ orderId, refundId, occurredAt, part }: GivenBack): LedgerDraft {
  const { paymentId, amount } = part;
  return draft({
    kind: 'refund-part',
    source: `refund:${refundId}:${paymentId}`,
    orderId,
    currency: amount.currency,
    occurredAt,
    postings: [
      debit('refunds-pending', amount, { paymentId }),
      credit('provider-clearing', amount, { paymentId }),
    ],
  });
}

/**
 * A refund reverses the accounts that the money went to: before full payment buyer-funds, afterwards the sellers'
 * (pending, or available once delivered), commission and rounding.
 * @throws DomainError `refund-mismatch` when shares and rounding are not the refunded money.
 */
export function refundDraft(refund: Refund): LedgerDraft | null {
  const currency = refund.rounding.currency;
  const amount = sumMoney(
    refund.parts.map((part) => part.amount),
    currency,
  );
  return balanced({
    kind: 'refund',
    source: `refund:${refund.refundId}`,
    orderId: refund.orderId,
    currency,
    occurredAt: refund.occurredAt,
    postings: [
      ...(refund.shares.length === 0 ? [debit('buyer-funds', amount)] : takenBack(refund, amount)),
      ...refund.parts.map(({ paymentId, amount: part, from = 'provider-clearing' }) =>
        credit(from, part, { paymentId }),
      ),
    ],
  });
}

function takenBack({ shares, rounding, refundId }: Refund, amount: Money): Posting[] {
  const ofShares = sumOfShares(shares, rounding.currency);
  if (compareMoney(addMoney(ofShares, rounding), amount) !== 0) {
    throw paymentError('refund-mismatch', { refundId });
  }
  return [
    ...shares.flatMap((share) => [
      debit(share.delivered ? 'seller-available' : 'seller-pending', sellersPart(share), {
        sellerId: share.sellerId,
      }),
      debit('commission', share.commission),
    ]),
    debit('rounding', rounding),
  ];
}

/** items − commission + freight. */
export function sellersPart(share: SellerShare): Money {
  return addMoney(subtractMoney(share.items, share.commission), share.freight);
}

/** Σ items + freight: what the buyer pays for the shares. */
export function sumOfShares(shares: readonly SellerShare[], currency: string): Money {
  return sumMoney(
    shares.map((share) => addMoney(share.items, share.freight)),
    currency,
  );
}

function draft(unchecked: LedgerDraft): LedgerDraft {
  const checked = balanced(unchecked);
  if (checked === null) throw paymentError('ledger-unbalanced', { source: unchecked.source });
  return checked;
}
