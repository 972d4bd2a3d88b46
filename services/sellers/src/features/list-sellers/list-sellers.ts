import { decodeCursor, encodeCursor, page, type Page } from '@souk/platform/http';
import {
  listSellers as findSellers,
  type ListScope,
  type SellerFilter,
  type SellerRange,
} from '../../data/seller-lists.ts';
import type { Seller } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';

export const SELLER_SORTS = ['newest', 'name'] as const;

export type SellerPageRequest = {
  readonly sort: (typeof SELLER_SORTS)[number];
  readonly limit: number;
  readonly next: string | undefined;
};

/** A page of sellers. @throws DomainError `cursor-mismatch` */
export async function listSellers(
  parts: Pick<SellersParts, 'stores'>,
  scope: ListScope,
  filter: SellerFilter,
  request: SellerPageRequest,
): Promise<Page<Seller>> {
  const { sort, limit, next } = request;
  const cursorScope = { filter: { ...filter, ...scope }, sort };
  const keys = next === undefined ? null : decodeCursor(next, cursorScope).map(String);
  const found = await findSellers(parts.stores, scope, filter, rangeOf(sort, keys, limit + 1));
  const data = found.slice(0, limit);
  const last = data.at(-1);
  if (found.length <= limit || last === undefined) return page(data, null);
  const lastKeys = sort === 'newest' ? [last.sellerId] : [last.name, last.sellerId];
  return page(data, encodeCursor(lastKeys, cursorScope));
}

function rangeOf(
  sort: SellerPageRequest['sort'],
  keys: readonly string[] | null,
  limit: number,
): SellerRange {
  const [first = '', second = ''] = keys ?? [];
  if (sort === 'newest') return { sort, after: keys === null ? null : { sellerId: first }, limit };
  return { sort, after: keys === null ? null : { name: first, sellerId: second }, limit };
}
