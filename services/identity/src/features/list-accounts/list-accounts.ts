import { pageByKey, type Page } from '@souk/platform/http';
import { listAccounts as findAccounts, type AccountFilter } from '../../data/accounts.ts';
import { normaliseEmail, type Account } from '../../domain/account.ts';
import type { IdentityParts } from '../../parts.ts';

/** Accounts, newest first. @throws DomainError `cursor-mismatch` */
export async function listAccounts(
  parts: Pick<IdentityParts, 'stores'>,
  filter: AccountFilter,
  query: { readonly limit: number; readonly next: string | undefined },
): Promise<Page<Account>> {
  const email = filter.email === undefined ? undefined : normaliseEmail(filter.email);
  const normalised = { ...filter, email };
  const list = { filter: normalised, sort: 'newest', key: ({ accountId }: Account) => accountId };
  return pageByKey(query, list, (range) => findAccounts(parts.stores, { all: true }, normalised, range));
}
