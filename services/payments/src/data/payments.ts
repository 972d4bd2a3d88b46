import { money, type Id } from '@souk/kernel';
import type { AdminScope } from '@souk/platform/context';
import { changing, isDuplicateKey, type Write } from '@souk/platform/data';
import type { ClientSession } from 'mongoose';
import { isOpen, type Payment, type PaymentState } from '../domain/payment.ts';
import type { PaymentDocument } from './payment-schema.ts';
import { behindInList, type ListQuery } from './list-query.ts';
import type { Store } from './store.ts';

type Session = { readonly session?: ClientSession };

/** Stores a payment that must be new. False when its id is there already. `checkAt`: machine time to ask about it. */
export async function insertPayment(
  store: Store,
  payment: Payment,
  { checkAt, now }: { readonly checkAt: Date; readonly now: Date },
): Promise<boolean> {
  try {
    await store.payments.insertOne({ ...toDocument(payment), checkAt, checks: 0, createdAt: now, updatedAt: now });
    return true;
  } catch (error) {
    if (isDuplicateKey(error, '_id')) return false;
    throw error;
  }
}

/** Saves a change of the payment as it was `before`. False when it has changed meanwhile. */
export async function savePayment(
  store: Store,
  before: Payment,
  after: Payment,
  { now, session }: { readonly now: Date } & Session,
): Promise<boolean> {
  const { known, change } = changeOf(before, after, now);
  const { matchedCount } = await store.payments.updateOne(known, change, {
    ...(session !== undefined && { session }),
  });
  return matchedCount === 1;
}

/** As `savePayment`, to be written with others; `superseded` is thrown when it has changed meanwhile. */
export function savingPayment(
  store: Store,
  before: Payment,
  after: Payment,
  { now, superseded }: { readonly now: Date; readonly superseded: () => Error },
): Write {
  const { known, change } = changeOf(before, after, now);
  return changing(store.payments, known, change, superseded);
}

function changeOf(before: Payment, after: Payment, now: Date) {
  const { _id, ...fields } = toDocument(after);
  const isOver = isOpen(before.state) && !isOpen(after.state);
  return {
    known: { _id, version: before.version },
    change: { $set: { ...fields, updatedAt: now }, ...(isOver && { $unset: { checkAt: '' as const } }) },
  };
}

export async function findPayment(store: Store, _scope: AdminScope, paymentId: Id, options: Session = {}): Promise<Payment | null> {
  const document = await store.payments.findOne({ _id: paymentId }, options);
  return document === null ? null : toPayment(document);
}

/** The payments of one order, oldest first. */
export async function paymentsOfOrder(store: Store, _scope: AdminScope, orderId: Id, options: Session = {}): Promise<Payment[]> {
  const documents = await store.payments.find({ orderId }, options).sort({ _id: 1 }).toArray();
  return documents.map(toPayment);
}

/** A page of payments, oldest first. */
export async function listPayments(
  store: Store,
  _scope: AdminScope,
  query: ListQuery<PaymentState>,
): Promise<Payment[]> {
  const documents = await store.payments.find(behindInList(query)).sort({ _id: 1 }).limit(query.limit).toArray();
  return documents.map(toPayment);
}

/** Payments whose end is not known at machine time `now`, the longest waiting first. */
export async function paymentsInDoubt(store: Store, now: Date, limit: number) {
  const documents = await store.payments
    .find({ checkAt: { $lte: now } })
    .sort({ checkAt: 1 })
    .limit(limit)
    .toArray();
  return documents.map((document) => ({ payment: toPayment(document), checks: document.checks }));
}

/** When to ask about the payment the next time. */
export async function postponeCheck(
  store: Store,
  paymentId: Id,
  next: { readonly checkAt: Date; readonly checks: number },
): Promise<void> {
  await store.payments.updateOne({ _id: paymentId, checkAt: { $exists: true } }, { $set: next });
}

type Overdue = { readonly now: Date; readonly after: Payment | null; readonly limit: number };

/** Payments in one of the states whose time was over at business time `now`, the longest overdue first, behind `after`. */
export async function overduePayments(
  store: Store,
  states: readonly PaymentState[],
  { now, after, limit }: Overdue,
): Promise<Payment[]> {
  const behind = after && {
    $or: [
      { expiresAt: { $gt: after.expiresAt } },
      { expiresAt: after.expiresAt, _id: { $gt: after.paymentId } },
    ],
  };
  const documents = await store.payments
    .find({ state: { $in: [...states] }, expiresAt: { $lte: now }, ...behind })
    .sort({ expiresAt: 1, _id: 1 })
    .limit(limit)
    .toArray();
  return documents.map(toPayment);
}

function toDocument(payment: Payment) {
  const { paymentId, amount, captured, refunded, refundedOutside, refunding, fee, ...rest } = payment;
  return {
    _id: paymentId,
    ...rest,
    currency: amount.currency,
    amount: amount.amount,
    captured: captured.amount,
    refunded: refunded.amount,
    ...(refundedOutside.amount !== 0n && { refundedOutside: refundedOutside.amount }),
    refunding: refunding.amount,
    fee: fee.amount,
  };
}

function toPayment(document: PaymentDocument): Payment {
  const of = (amount: bigint) => money(amount, document.currency);
  return {
    paymentId: document._id,
    orderId: document.orderId,
    method: document.method,
    amount: of(document.amount),
    instalments: document.instalments,
    state: document.state,
    captured: of(document.captured),
    refunded: of(document.refunded),
    refundedOutside: of(document.refundedOutside ?? 0n),
    refunding: of(document.refunding),
    fee: of(document.fee),
    declineCode: document.declineCode,
    actionUrl: document.actionUrl,
    slipReference: document.slipReference,
    expiresAt: document.expiresAt,
    capturedAt: document.capturedAt,
    sequence: document.sequence,
    version: document.version,
  };
}
