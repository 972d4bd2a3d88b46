import { commandError } from '../errors.ts';
import type { Transaction } from '../execution/operation.ts';
import { OpenTransaction } from './transaction.ts';
import type { Transactions } from './transactions.ts';

/** The transaction behind what an operation holds; throws when it takes no more along. */
export function ownTransaction(
  transactions: Transactions,
  txn: Transaction | undefined,
): OpenTransaction | undefined {
  if (txn === undefined) return undefined;
  if (!(txn instanceof OpenTransaction))
    throw commandError('InternalError', 'a transaction of another engine');
  transactions.check(txn);
  return txn;
}
