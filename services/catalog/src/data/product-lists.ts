import type { Id } from '@souk/kernel';
import type { Match } from '../domain/text-page.ts';
import type { ListItem } from './listed-products.ts';
import type { ProductDocument } from './models.ts';
import type { Store } from './store.ts';

/** Which products: one facet (see domain/listing.ts) and a range of prices. */
export type ListFilter = { readonly facet: string; readonly minPrice: bigint | null; readonly maxPrice: bigint | null };

export type PriceKey = { readonly price: bigint; readonly id: Id };
export type PriceOrder = 'price-asc' | 'price-desc';

/** Most products that a text search finds: the best ones. */
export const BEST_MATCHES = 1_000;

/** What puts a product in its place in a list. */
export type ListKey = Pick<ListItem, 'id' | 'price'>;

const KEYS = { minPrice: 1 } as const;

/** The newest first, those made before `before` only: one stretch of one index. */
export async function listNewest(
  store: Store,
  filter: ListFilter,
  { before, limit }: { before: Id | null; limit: number },
): Promise<ListKey[]> {
  return keysOf(newestQuery(store, filter, before).limit(limit).toArray());
}

export function newestQuery(store: Store, filter: ListFilter, before: Id | null) {
  return store.products
    .find(
      { facets: filter.facet, ...priceRange(filter), ...(before === null ? {} : { _id: { $lt: before } }) },
      { projection: KEYS },
    )
    .sort({ _id: -1 });
}

/** By price and, among equals, by id; those after `after` only: one stretch of one index, or two that adjoin. */
export async function listByPrice(
  store: Store,
  filter: ListFilter,
  { order, after, limit }: { order: PriceOrder; after: PriceKey | null; limit: number },
): Promise<ListKey[]> {
  if (after === null) return keysOf(byPriceQuery(store, filter, order).limit(limit).toArray());
  const equals = await keysOf(samePriceQuery(store, filter, order, after).limit(limit).toArray());
  if (equals.length === limit) return equals;
  const beyond = order === 'price-asc' ? { above: after.price } : { below: after.price };
  const rest = await keysOf(
    byPriceQuery(store, filter, order, beyond)
      .limit(limit - equals.length)
      .toArray(),
  );
  return [...equals, ...rest];
}

export function byPriceQuery(
  store: Store,
  filter: ListFilter,
  order: PriceOrder,
  { above, below }: { above?: bigint; below?: bigint } = {},
) {
  const direction = order === 'price-asc' ? 1 : -1;
  const { $gte, $lte } = priceRange(filter).minPrice ?? {};
  const lower = above === undefined ? { $gte } : { $gt: above };
  const upper = below === undefined ? { $lte } : { $lt: below };
  const bounds = Object.entries({ ...lower, ...upper }).filter(([, bound]) => bound !== undefined);
  return store.products
    .find(
      {
        facets: filter.facet,
        ...(bounds.length === 0 ? {} : { minPrice: Object.fromEntries(bounds) as Record<string, bigint> }),
      },
      { projection: KEYS },
    )
    .sort({ minPrice: direction, _id: direction });
}

export function samePriceQuery(store: Store, filter: ListFilter, order: PriceOrder, { price, id }: PriceKey) {
  const direction = order === 'price-asc' ? 1 : -1;
  const beyond = order === 'price-asc' ? { $gt: id } : { $lt: id };
  return store.products
    .find({ facets: filter.facet, minPrice: price, _id: beyond }, { projection: KEYS })
    .sort({ _id: direction });
}

/** The best matches for the words, by score and, among equals, by id. */
export async function findMatches(store: Store, filter: ListFilter, words: string): Promise<Match[]> {
  const found = await textQuery(store, filter, words).toArray();
  return found.map(({ _id, score, minPrice }) => ({ id: _id, score, price: minPrice ?? 0n }));
}

export function textQuery(store: Store, filter: ListFilter, words: string) {
  return store.products
    .find({ $text: { $search: words }, facets: filter.facet, ...priceRange(filter) })
    .project<Pick<ProductDocument, '_id' | 'minPrice'> & { score: number }>({
      minPrice: 1,
      score: { $meta: 'textScore' },
    })
    .sort({ score: { $meta: 'textScore' }, _id: 1 })
    .limit(BEST_MATCHES);
}

/** The products in the order of `ids`, from memory where they are kept; those no longer listed are left out. */
export async function findListed(store: Store, ids: readonly Id[]): Promise<ListItem[]> {
  const byId = new Map((await store.listed.get(ids)).map((item) => [item.id, item]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function priceRange({ minPrice, maxPrice }: ListFilter): { minPrice?: { $gte?: bigint; $lte?: bigint } } {
  if (minPrice === null && maxPrice === null) return {};
  return {
    minPrice: {
      ...(minPrice === null ? {} : { $gte: minPrice }),
      ...(maxPrice === null ? {} : { $lte: maxPrice }),
    },
  };
}

async function keysOf(found: Promise<ProductDocument[]>): Promise<ListKey[]> {
  return (await found).map(({ _id, minPrice }) => ({ id: _id, price: minPrice ?? 0n }));
}
