import type { Id } from '@souk/kernel';
import type { AdminScope } from '@souk/platform/context';
import { isDuplicateKey } from '@souk/platform/data';
import type { QueryFilter } from 'mongoose';
import type { Account, AccountRole, Powers } from '../domain/account.ts';
import { identityError } from '../errors.ts';
import type { AccountDocument } from './account-schema.ts';
import type { Stores, Transaction } from './stores.ts';

/** Whose account may be read: one's own, or all. */
export type AccountScope = { readonly accountId: Id } | AdminScope;

/** Stores a new account. @throws DomainError `email-taken`, `account-id-taken` */
export async function insertAccount(
  { accounts }: Stores,
  transaction: Transaction,
  account: Account,
  passwordHash: string,
): Promise<void> {
  const { accountId, roles, ...rest } = account;
  const document = { ...rest, _id: accountId, roles: [...roles], passwordHash, updatedAt: account.createdAt };
  try {
    await accounts.create([document], { session: transaction });
  } catch (error) {
    if (isDuplicateKey(error, 'email')) {
      throw identityError('email-taken', {}, [{ pointer: '/email', rule: 'unique', message: 'is taken' }]);
    }
    throw isDuplicateKey(error, '_id') ? identityError('account-id-taken') : error;
  }
}

/** The account, or null when there is none in this scope. */
export async function findAccount(
  { accounts }: Stores,
  scope: AccountScope,
  accountId: Id,
  transaction: Transaction = null,
): Promise<Account | null> {
  if ('accountId' in scope && scope.accountId !== accountId) return null;
  const found = await accounts.findById(accountId).session(transaction).lean<AccountDocument>();
  return found === null ? null : accountOf(found);
}

/** What a log-in is checked against; the one read that needs no scope, since it finds out who asks. */
export async function findCredentials(
  { accounts }: Stores,
  email: string,
): Promise<{ readonly account: Account; readonly passwordHash: string } | null> {
  const found = await accounts.findOne({ email }).lean<AccountDocument>();
  return found === null ? null : { account: accountOf(found), passwordHash: found.passwordHash };
}

/** What the list of accounts can be narrowed to. */
export type AccountFilter = {
  readonly email?: string | undefined;
  readonly role?: AccountRole | undefined;
  readonly sellerId?: Id | undefined;
};

/** Accounts newest first, `before` a given one, at most `limit`. */
export async function listAccounts(
  { accounts }: Stores,
  _scope: AdminScope,
  filter: AccountFilter,
  range: { readonly after: Id | null; readonly limit: number },
): Promise<readonly Account[]> {
  const query: QueryFilter<AccountDocument> = {
    ...(filter.email === undefined ? {} : { email: filter.email }),
    ...(filter.role === undefined ? {} : { roles: filter.role }),
    ...(filter.sellerId === undefined ? {} : { sellerId: filter.sellerId }),
    ...(range.after === null ? {} : { _id: { $lt: range.after } }),
  };
  const found = await accounts.find(query).sort({ _id: -1 }).limit(range.limit).lean<AccountDocument[]>();
  return found.map(accountOf);
}

/** Replaces what the account may do. */
export async function updatePowers(
  { accounts }: Stores,
  transaction: Transaction,
  accountId: Id,
  change: { readonly powers: Powers; readonly at: Date },
): Promise<void> {
  const { roles, sellerId } = change.powers;
  await accounts
    .updateOne({ _id: accountId }, { $set: { roles: [...roles], sellerId, updatedAt: change.at } })
    .session(transaction);
}

function accountOf(document: AccountDocument): Account {
  const { _id, email, displayName, roles, sellerId, createdAt } = document;
  return { accountId: _id, email, displayName, roles, sellerId, createdAt };
}
