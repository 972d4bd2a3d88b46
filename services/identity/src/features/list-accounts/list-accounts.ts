import { decodeCursor, encodeCursor, page, type Page } from '@souk/platform/http';
import { listAccounts as findAccounts, type AccountFilter } from '../../data/accounts.ts';
import { normaliseEmail, type Account } from '../../domain/account.ts';
import type { IdentityParts } from '../../parts.ts';

const SORT = 'newest';

/** Accounts, newest first. @throws DomainError `cursor-mismatch` */
export async function listAccounts(
  parts: Pick<IdentityParts, 'stores'>,
  filter: AccountFilter,
  range: { readonly limit: number; readonly next: string | undefined },
): Promise<Page<Account>> {
  const email = filter.email === undefined ? undefined : normaliseEmail(filter.email);
  const scope = { filter: { ...filter, email }, sort: SORT };
  const [before] = range.next === undefined ? [null] : decodeCursor(range.next, scope).map(String);
  const found = await findAccounts(
    parts.stores,
    { all: true },
    { ...filter, email },
    { before: before ?? null, limit: range.limit + 1 },
  );
  const data = found.slice(0, range.limit);
  const last = data.at(-1);
  const more = found.length > range.limit && last !== undefined;
  return page(data, more ? encodeCursor([last.accountId], scope) : null);
}
