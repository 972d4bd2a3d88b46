import { money, type Id } from '@souk/kernel';
import type { ClientSession } from 'mongoose';
import type { Refund } from '../domain/refund.ts';
import type { RefundDocument } from './refund-schema.ts';
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

export async function findRefund(store: Store, refundId: Id): Promise<Refund | null> {
  const document = await store.refunds.findOne({ _id: refundId });
  return document === null ? null : toRefund(document);
}

/** Marks the refund as made. False when it was already. */
export async function completeRefund(
  store: Store,
  session: ClientSession,
  refundId: Id,
  now: Date,
): Promise<boolean> {
  const { matchedCount } = await store.refunds.updateOne(
    { _id: refundId, state: 'requested' },
    { $set: { state: 'refunded', updatedAt: now }, $unset: { retryAt: '' } },
    { session },
  );
  return matchedCount === 1;
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

function toDocument(refund: Refund) {
  const { refundId, amount, rounding, shares, allocations, ...rest } = refund;
  return {
    _id: refundId,
    ...rest,
    currency: amount.currency,
    amount: amount.amount,
    rounding: rounding.amount,
    shares: shares.map(({ items, freight, commission, ...share }) => ({
      ...share,
      items: items.amount,
      freight: freight.amount,
      commission: commission.amount,
    })),
    allocations: allocations.map(({ paymentId, amount: part }) => ({ paymentId, amount: part.amount })),
  };
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
    allocations: document.allocations.map(({ paymentId, amount }) => ({ paymentId, amount: of(amount) })),
  };
}
