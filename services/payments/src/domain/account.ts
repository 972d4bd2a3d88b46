import { isZeroMoney, negateMoney, sumMoney, type Id, type Money } from '@souk/kernel';
import { paymentError } from '../errors.ts';

/** On which side an account normally stands: what the marketplace has or spends, or what it owes or earns. */
export type Side = 'debit' | 'credit';

/**
 * The accounts of the ledger with their normal side. The accounts of sellers exist once for each seller; on
 * `provider-clearing` each posting names its payment, so that it can be compared with the provider's books.
 */
export const ACCOUNTS = {
  /** Money that the provider holds for the marketplace: captured − refunded − its fees. */
  'provider-clearing': 'debit',
  /** Captured money of orders that are not fully paid yet; it is the buyers'. */
  'buyer-funds': 'credit',
  /** Sellers' shares of what is not delivered yet. */
  'seller-pending': 'credit',
  /** Sellers' shares that may be paid out. */
  'seller-available': 'credit',
  commission: 'credit',
  /** What buyers paid beyond the order's total, within the tolerance; negative when they paid less. */
  rounding: 'credit',
  'provider-fees': 'debit',
  /** What the provider has given back of refunds of which another part has failed; empty once they are settled. */
  'refunds-pending': 'debit',
  /** What the marketplace has given back to buyers from its own account, past the provider. */
  'outside-refunds': 'credit',
} as const satisfies Record<string, Side>;

export type AccountName = keyof typeof ACCOUNTS;

export const ACCOUNT_NAMES = [
  'provider-clearing',
  'buyer-funds',
  'seller-pending',
  'seller-available',
  'commission',
  'rounding',
  'provider-fees',
  'refunds-pending',
  'outside-refunds',
] as const satisfies readonly AccountName[];

/** One line of a ledger transaction. A debit is positive, a credit negative. */
export type Posting = {
  readonly account: AccountName;
  readonly amount: Money;
  readonly sellerId: Id | null;
  readonly paymentId: Id | null;
};

type Whose = { readonly sellerId?: Id; readonly paymentId?: Id };

/** Puts `amount` on the debit side of the account. */
export function debit(account: AccountName, amount: Money, whose: Whose = {}): Posting {
  return { account, amount, sellerId: whose.sellerId ?? null, paymentId: whose.paymentId ?? null };
}

/** Puts `amount` on the credit side of the account. */
export function credit(account: AccountName, amount: Money, whose: Whose = {}): Posting {
  return debit(account, negateMoney(amount), whose);
}

export const LEDGER_KINDS = ['capture', 'fee', 'settlement', 'release', 'refund', 'refund-part'] as const;
export type LedgerKind = (typeof LEDGER_KINDS)[number];

/**
 * A transaction on its way into the ledger. `source` names the one thing in the world that causes it
 * (`capture:pay_…`); the ledger takes a source once.
 */
export type LedgerDraft = {
  readonly kind: LedgerKind;
  readonly source: string;
  readonly orderId: Id;
  readonly currency: string;
  readonly occurredAt: Date;
  readonly postings: readonly Posting[];
};

/**
 * Makes a draft of the postings that are not zero.
 * @returns null when nothing is left to post.
 * @throws DomainError `ledger-unbalanced` when they do not sum to zero.
 */
export function balanced(draft: LedgerDraft): LedgerDraft | null {
  const postings = draft.postings.filter((posting) => !isZeroMoney(posting.amount));
  const sum = sumMoney(
    postings.map((posting) => posting.amount),
    draft.currency,
  );
  if (!isZeroMoney(sum)) throw paymentError('ledger-unbalanced', { source: draft.source });
  return postings.length === 0 ? null : { ...draft, postings };
}
