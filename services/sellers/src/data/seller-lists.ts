import type { Id } from '@souk/kernel';
import type { AdminScope } from '@souk/platform/context';
import type { QueryFilter } from 'mongoose';
import type { Seller, SellerState } from '../domain/seller.ts';
import { sellerOf, type SellerDocument } from './seller-schema.ts';
import type { Stores } from './stores.ts';

/** Which sellers a list may show: those that the public sees, or all. */
export type ListScope = { readonly visibleTo: 'anyone' } | AdminScope;

export type SellerFilter = {
  readonly state?: SellerState | undefined;
  readonly reference?: string | undefined;
};

/** Where a page begins: after the last row of the one before. */
export type SellerRange =
  | { readonly sort: 'newest'; readonly after: { readonly sellerId: Id } | null; readonly limit: number }
  | {
      readonly sort: 'name';
      readonly after: { readonly name: string; readonly sellerId: Id } | null;
      readonly limit: number;
    };

/** A page of sellers. The public sees approved ones only. */
export async function listSellers(
  stores: Stores,
  scope: ListScope,
  filter: SellerFilter,
  range: SellerRange,
): Promise<readonly Seller[]> {
  const found = await sellersQuery(stores, scope, filter, range).lean<SellerDocument[]>();
  return found.map(sellerOf);
}

/** The query behind the list, also for the proof that an index carries it. */
export function sellersQuery(
  { sellers }: Stores,
  scope: ListScope,
  filter: SellerFilter,
  range: SellerRange,
) {
  const query = { $and: [visible(scope), narrowed(filter), beyond(range)].filter(saysSomething) };
  const found = sellers.find(query.$and.length === 0 ? {} : query).limit(range.limit);
  // A reference names one seller at most: there is nothing to sort, and its own index finds it.
  if (filter.reference !== undefined) return found;
  return range.sort === 'newest' ? found.sort({ _id: -1 }) : found.sort({ name: 1, _id: 1 });
}

function visible(scope: ListScope): QueryFilter<SellerDocument> {
  return 'all' in scope ? {} : { state: 'approved' };
}

function narrowed({ state, reference }: SellerFilter): QueryFilter<SellerDocument> {
  return { ...(state === undefined ? {} : { state }), ...(reference === undefined ? {} : { reference }) };
}

function beyond(range: SellerRange): QueryFilter<SellerDocument> {
  if (range.after === null) return {};
  if (range.sort === 'newest') return { _id: { $lt: range.after.sellerId } };
  const { name, sellerId } = range.after;
  // The first condition bounds the index scan; the second skips the rows of the same name that were shown.
  return { name: { $gte: name }, $or: [{ name: { $gt: name } }, { _id: { $gt: sellerId } }] };
}

function saysSomething(query: object): boolean {
  return Object.keys(query).length > 0;
}
