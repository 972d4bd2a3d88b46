import { money, type Clock, type Id, type IdSource, type Money } from '@souk/kernel';
import type { AdminScope, SellerScope } from '@souk/platform/context';
import { inserting, isDuplicateKey, type Write } from '@souk/platform/data';
import type { ClientSession } from 'mongoose';
import type { AccountName, LedgerDraft, LedgerKind, Posting } from '../domain/account.ts';
import type { LedgerDocument, PostingDocument } from './ledger-schema.ts';
import type { PageOf } from './list-query.ts';
import type { Store } from './store.ts';

/** A transaction that stands in the ledger. */
export type LedgerTransaction = LedgerDraft & { readonly transactionId: Id };

/** Books transactions. A source that is booked already is refused by the unique index: nothing is booked twice. */
export async function book(
  store: Store,
  session: ClientSession,
  drafts: readonly LedgerDraft[],
  sources: { readonly ids: IdSource; readonly machineClock: Clock },
): Promise<void> {
  if (drafts.length > 0) await store.ledger.insertMany(documentsOf(drafts, sources), { session });
}

/** As `book`, to be written with others. */
export function bookings(
  store: Store,
  drafts: readonly LedgerDraft[],
  sources: { readonly ids: IdSource; readonly machineClock: Clock },
): readonly Write[] {
  return documentsOf(drafts, sources).map((document) => inserting(store.ledger, document));
}

/**
 * Books one transaction that has no other effect beside it: one document, so no database transaction. Its source makes
 * it happen once; false when it is booked already.
 */
export async function bookOnce(
  store: Store,
  draft: LedgerDraft,
  { ids, machineClock }: { readonly ids: IdSource; readonly machineClock: Clock },
): Promise<boolean> {
  try {
    await store.ledger.insertOne(toDocument(draft, ids('ledgerTransaction'), machineClock.now()));
    return true;
  } catch (error) {
    if (isDuplicateKey(error, 'source')) return false;
    throw error;
  }
}

/** A sum over an account; may exceed what one payment may be. */
export type AccountSum = { readonly account: AccountName; readonly debits: bigint; readonly credits: bigint };

/** Debits and credits of each account over the whole ledger. */
export async function sumAccounts(store: Store, _scope: AdminScope): Promise<AccountSum[]> {
  const sums = await store.ledger
    .aggregate<{ _id: { account: AccountName; isDebit: boolean }; total: bigint }>([
      { $unwind: '$postings' },
      {
        $group: {
          _id: { account: '$postings.account', isDebit: { $gt: ['$postings.amount', 0] } },
          total: { $sum: '$postings.amount' },
        },
      },
    ])
    .toArray();
  const accounts = [...new Set(sums.map((sum) => sum._id.account))];
  return accounts.map((account) => {
    const total = (isDebit: boolean) =>
      sums.find((sum) => sum._id.account === account && sum._id.isDebit === isDebit)?.total ?? 0n;
    return { account, debits: total(true), credits: -total(false) };
  });
}

/** What stands on a seller's two accounts, as the seller sees it (a credit is positive). */
export async function sellerBalance(store: Store, { sellerId }: SellerScope) {
  const sums = await store.ledger
    .aggregate<{ _id: AccountName; total: bigint }>([
      { $match: { sellerIds: sellerId } },
      { $unwind: '$postings' },
      { $match: { 'postings.sellerId': sellerId } },
      { $group: { _id: '$postings.account', total: { $sum: '$postings.amount' } } },
    ])
    .toArray();
  const of = (account: AccountName) => -(sums.find((sum) => sum._id === account)?.total ?? 0n);
  return { pending: of('seller-pending'), available: of('seller-available') };
}

/** The transactions that touch a seller, newest first, each with that seller's postings alone. */
export async function sellerTransactions(
  store: Store,
  { sellerId }: SellerScope,
  { after, limit }: PageOf,
): Promise<LedgerTransaction[]> {
  const documents = await store.ledger
    .find({ sellerIds: sellerId, ...(after !== null && { _id: { $lt: after } }) })
    .sort({ _id: -1 })
    .limit(limit)
    .toArray();
  return documents.map(toTransaction).map((transaction) => ({
    ...transaction,
    postings: transaction.postings.filter((posting) => posting.sellerId === sellerId),
  }));
}

export type LedgerFilter = {
  readonly orderId?: Id | undefined;
  readonly paymentId?: Id | undefined;
  readonly sellerId?: Id | undefined;
};

/** A page of the ledger, oldest first. */
export async function listTransactions(
  store: Store,
  _scope: AdminScope,
  { filter, after, limit }: PageOf & { readonly filter: LedgerFilter },
): Promise<LedgerTransaction[]> {
  const documents = await store.ledger
    .find({
      ...(filter.orderId !== undefined && { orderId: filter.orderId }),
      ...(filter.paymentId !== undefined && { paymentIds: filter.paymentId }),
      ...(filter.sellerId !== undefined && { sellerIds: filter.sellerId }),
      ...(after !== null && { _id: { $gt: after } }),
    })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return documents.map(toTransaction);
}

/** What stands on provider-clearing for each of the payments, in minor units. */
export async function clearingOf(
  store: Store,
  _scope: AdminScope,
  paymentIds: readonly Id[],
): Promise<ReadonlyMap<Id, bigint>> {
  const documents = await store.ledger.find({ paymentIds: { $in: [...paymentIds] } }).toArray();
  const sums = new Map<Id, bigint>(paymentIds.map((paymentId) => [paymentId, 0n]));
  for (const { account, paymentId, amount } of documents.flatMap((document) => document.postings)) {
    const sum = paymentId === undefined ? undefined : sums.get(paymentId);
    if (account !== 'provider-clearing' || paymentId === undefined || sum === undefined) continue;
    sums.set(paymentId, sum + amount);
  }
  return sums;
}

function documentsOf(
  drafts: readonly LedgerDraft[],
  { ids, machineClock }: { readonly ids: IdSource; readonly machineClock: Clock },
): LedgerDocument[] {
  const recordedAt = machineClock.now();
  return drafts.map((draft) => toDocument(draft, ids('ledgerTransaction'), recordedAt));
}

function toDocument(draft: LedgerDraft, transactionId: Id, recordedAt: Date): LedgerDocument {
  const { kind, source, orderId, currency, occurredAt } = draft;
  return {
    _id: transactionId,
    kind,
    source,
    orderId,
    currency,
    occurredAt,
    recordedAt,
    postings: draft.postings.map(toPostingDocument),
    sellerIds: named(draft.postings, 'sellerId'),
    paymentIds: named(draft.postings, 'paymentId'),
  };
}

function named(postings: readonly Posting[], whose: 'sellerId' | 'paymentId'): Id[] {
  return [...new Set(postings.map((posting) => posting[whose]).filter((id) => id !== null))];
}

function toPostingDocument({ account, amount, sellerId, paymentId }: Posting): PostingDocument {
  return {
    account,
    amount: amount.amount,
    ...(sellerId !== null && { sellerId }),
    ...(paymentId !== null && { paymentId }),
  };
}

function toTransaction(document: LedgerDocument): LedgerTransaction {
  const of = (amount: bigint): Money => money(amount, document.currency);
  return {
    transactionId: document._id,
    kind: document.kind satisfies LedgerKind,
    source: document.source,
    orderId: document.orderId,
    currency: document.currency,
    occurredAt: document.occurredAt,
    postings: document.postings.map(({ account, amount, sellerId, paymentId }) => ({
      account,
      amount: of(amount),
      sellerId: sellerId ?? null,
      paymentId: paymentId ?? null,
    })),
  };
}
