import { money, type Id } from '@souk/kernel';
import type { ClientSession } from 'mongoose';
import type { AdminScope } from '@souk/platform/context';
import type { Refund, RefundPart, RefundState } from '../domain/refund.ts';
import type { RefundDocument } from './refund-schema.ts';
import { behindInList, type ListQuery } from './list-query.ts';
import type { Store } from './store.ts';

/** Stores a refund on its way. */
export async function insertRefund(
  store: Store,
  session: ClientSession,
  refund: Refund,
  { retryAt, now }: { readonly retryAt: Date; readonly now: Date },
): Promise<void> {
  const document = { ...toDocument(refund), retryAt, attempts: 0, createdAt: now, updatedAt: now };
  await store.refunds.insertOne(document, { session });
}

export async function findRefund(
  store: Store,
  refundId: Id,
  session: ClientSession | null = null,
): Promise<Refund | null> {
  const document = await store.refunds.findOne({ _id: refundId }, session === null ? {} : { session });
  return document === null ? null : toRefund(document);
}

/** The refunds of one order, oldest first. */
export async function refundsOfOrder(store: Store, session: ClientSession, orderId: Id): Promise<Refund[]> {
  const documents = await store.refunds.find({ orderId }, { session }).sort({ _id: 1 }).toArray();
  return documents.map(toRefund);
}

/** Where a refund has come to: its state, what became of its parts, and why. */
export type RefundEnd = Pick<Refund, 'parts' | 'failure' | 'settlement'> & {
  readonly state: Exclude<RefundState, 'requested'>;
};

/** Ends the refund as it was `before`, for now or for good. False when it has gone on meanwhile. */
export async function endRefund(
  store: Store,
  session: ClientSession,
  before: Refund,
  { end, now }: { readonly end: RefundEnd; readonly now: Date },
): Promise<boolean> {
  const { state, parts, failure, settlement } = end;
  const { matchedCount } = await store.refunds.updateOne(
    asItWas(before),
    {
      $set: {
        state,
        allocations: parts.map(toAllocation),
        updatedAt: now,
        ...(failure !== null && { failure }),
        ...(settlement !== null && { settlement }),
      },
      $unset: { retryAt: '' },
    },
    { session },
  );
  return matchedCount === 1;
}

/** Begins a failed refund anew. False when it is not as it was `before`. */
export async function reopenRefund(
  store: Store,
  session: ClientSession,
  before: Refund,
  next: { readonly parts: readonly RefundPart[]; readonly retryAt: Date; readonly now: Date },
): Promise<boolean> {
  const { parts, retryAt, now } = next;
  const { matchedCount } = await store.refunds.updateOne(
    asItWas(before),
    {
      $set: {
        state: 'requested',
        allocations: parts.map(toAllocation),
        round: before.round + 1,
        attempts: 0,
        tryingSince: now,
        retryAt,
        updatedAt: now,
      },
    },
    { session },
  );
  return matchedCount === 1;
}

function asItWas({ refundId, state, round }: Refund) {
  return { _id: refundId, state, round: round === 0 ? null : round };
}

/** A page of refunds, oldest first. */
export async function listRefunds(
  store: Store,
  _scope: AdminScope,
  query: ListQuery<RefundState>,
): Promise<Refund[]> {
  const documents = await store.refunds.find(behindInList(query)).sort({ _id: 1 }).limit(query.limit).toArray();
  return documents.map(toRefund);
}

/** Refunds that were left unfinished, the longest waiting first. */
export async function unfinishedRefunds(store: Store, now: Date, limit: number) {
  const documents = await store.refunds
    .find({ retryAt: { $lte: now } })
    .sort({ retryAt: 1 })
    .limit(limit)
    .toArray();
  return documents.map((document) => ({ refundId: document._id, attempts: document.attempts }));
}

/** When to take up the refund again. */
export async function postponeRefund(
  store: Store,
  refundId: Id,
  next: { readonly retryAt: Date; readonly attempts: number },
): Promise<void> {
  await store.refunds.updateOne({ _id: refundId, state: 'requested' }, { $set: next });
}

/** What is absent from a new document is absent until the refund has failed once. */
function toDocument({ refundId, orderId, state, amount, rounding, shares, parts }: Refund) {
  return {
    _id: refundId,
    orderId,
    state,
    currency: amount.currency,
    amount: amount.amount,
    rounding: rounding.amount,
    shares: shares.map(({ items, freight, commission, ...share }) => ({
      ...share,
      items: items.amount,
      freight: freight.amount,
      commission: commission.amount,
    })),
    allocations: parts.map(({ paymentId, amount: part }) => ({ paymentId, amount: part.amount })),
  };
}

function toAllocation({ paymentId, amount, attempt, outcome }: RefundPart) {
  return { paymentId, amount: amount.amount, attempt, outcome };
}

function toRefund(document: RefundDocument): Refund {
  const of = (amount: bigint) => money(amount, document.currency);
  return {
    refundId: document._id,
    orderId: document.orderId,
    state: document.state,
    amount: of(document.amount),
    rounding: of(document.rounding),
    shares: document.shares.map((share) => ({
      consignmentId: share.consignmentId,
      sellerId: share.sellerId,
      items: of(share.items),
      freight: of(share.freight),
      commission: of(share.commission),
      delivered: share.delivered,
    })),
    parts: document.allocations.map(({ paymentId, amount, attempt = 0, outcome = 'open' }) => ({
      paymentId,
      amount: of(amount),
      attempt,
      outcome,
    })),
    failure: document.state === 'failed' ? (document.failure ?? null) : null,
    settlement: document.settlement ?? null,
    round: document.round ?? 0,
    requestedAt: document.createdAt,
    tryingSince: document.tryingSince ?? document.createdAt,
  };
}
