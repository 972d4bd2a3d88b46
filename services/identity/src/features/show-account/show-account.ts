import type { Id } from '@souk/kernel';
import { findAccount, type AccountScope } from '../../data/accounts.ts';
import type { Account } from '../../domain/account.ts';
import { identityError } from '../../errors.ts';
import type { IdentityParts } from '../../parts.ts';

/** The account. @throws DomainError `account-not-found` when there is none in this scope. */
export async function showAccount(
  parts: Pick<IdentityParts, 'stores'>,
  scope: AccountScope,
  accountId: Id,
): Promise<Account> {
  const account = await findAccount(parts.stores, scope, accountId);
  if (account === null) throw identityError('account-not-found');
  return account;
}
