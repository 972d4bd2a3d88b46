import { createHash } from 'node:crypto';
import type { Id } from '@souk/kernel';
import { decodeCursor, encodeCursor, page, type Page } from '@souk/platform/http';
import {
  findListed,
  findMatches,
  listByPrice,
  listNewest,
  type ListFilter,
  type ListKey,
} from '../../data/product-lists.ts';
import type { ListItem } from '../../data/listed-products.ts';
import type { Catalog } from '../../deps.ts';
import { touches, type ListChange } from '../../domain/list-watch.ts';
import { facetOf } from '../../domain/listing.ts';
import { keysOf, pageOfMatches, type Sort } from '../../domain/text-page.ts';
import { catalogError } from '../../errors.ts';

export type ListProducts = {
  readonly categoryId: Id | null;
  readonly sellerId: Id | null;
  readonly minPrice: bigint | null;
  readonly maxPrice: bigint | null;
  readonly words: string | null;
  readonly sort: Sort;
  readonly limit: number;
  readonly next: string | null;
};

/** A page, with what changes it; absent where every change may. */
export type ListedPage = Page<ListItem> & { readonly isTouchedBy?: (change: ListChange) => boolean };

/**
 * A page of the products that can be bought. Filters combine; the price is a product's lowest. With words: the best
 * 1,000 matches by score and id, sorted as asked for.
 * @throws DomainError `price-range`, `cursor-mismatch`.
 */
export async function listProducts(catalog: Catalog, query: ListProducts): Promise<ListedPage> {
  const { minPrice, maxPrice, categoryId, sellerId, words, sort } = query;
  if (minPrice !== null && maxPrice !== null && minPrice > maxPrice) {
    const message = 'minPrice must not be above maxPrice.';
    throw catalogError('price-range', {}, [{ pointer: '/query/minPrice', rule: 'range', message }]);
  }
  const filter = { facet: facetOf({ categoryId, sellerId }), minPrice, maxPrice };
  const scope = { filter: { ...filter, words: words === null ? null : digest(words) }, sort };
  const after = query.next === null ? null : cursorKeys(decodeCursor(query.next, scope), sort);
  const cursor = (item: readonly unknown[] | null) => (item === null ? null : encodeCursor(item, scope));
  if (words !== null) {
    const matches = await findMatches(catalog.store, filter, plainWords(words));
    const { shown, more } = pageOfMatches(matches, sort, { after, limit: query.limit });
    const items = await findListed(
      catalog.store,
      shown.map((match) => match.id),
    );
    const last = shown.at(-1);
    return page(items, cursor(more && last !== undefined ? keysOf(last, sort) : null));
  }
  const found = await listInOrder(catalog, filter, { sort, after, limit: query.limit + 1 });
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const keys = found.length > query.limit && last !== undefined ? [Number(last.price), last.id] : null;
  const beyond = found[query.limit] ?? null;
  const seen = {
    ...filter,
    sort: sort === 'relevance' ? 'newest' : sort,
    after,
    rows: shown,
    beyond,
  } as const;
  const items = await findListed(
    catalog.store,
    shown.map(({ id }) => id),
  );
  return { ...page(items, cursor(keys)), isTouchedBy: (change) => touches(seen, change) };
}

function listInOrder(
  { store }: Catalog,
  filter: ListFilter,
  { sort, after, limit }: { sort: Sort; after: CursorKeys | null; limit: number },
): Promise<ListKey[]> {
  const key = after === null ? null : { price: BigInt(after[0]), id: after[1] };
  switch (sort) {
    case 'relevance':
    case 'newest':
      return listNewest(store, filter, { before: key?.id ?? null, limit });
    case 'price-asc':
    case 'price-desc':
      return listByPrice(store, filter, { order: sort, after: key, limit });
  }
}

type CursorKeys = readonly [number, string];

/** The keys in a cursor that anybody may have made up. */
function cursorKeys(keys: readonly unknown[], sort: Sort): CursorKeys {
  const [first, id] = keys;
  const wellFormed =
    typeof id === 'string' && (sort === 'relevance' ? Number.isFinite(first) : Number.isSafeInteger(first));
  if (wellFormed) return [Number(first), id];
  const message = 'This is no cursor of this list.';
  throw catalogError('cursor-invalid', {}, [{ pointer: '/query/next', rule: 'cursor', message }]);
}

/** Quotes and leading minus signs have a meaning in a text search that nobody typed on purpose. */
function plainWords(words: string): string {
  return words.replaceAll(/["\\]|(?<=^|\s)-+/g, ' ');
}

/** Keeps cursors short whatever was searched for. */
function digest(words: string): string {
  return createHash('sha256').update(words).digest('base64url').slice(0, 12);
}
