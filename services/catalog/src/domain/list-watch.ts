import type { Id } from '@souk/kernel';
import type { Listing } from './listing.ts';
import { compareKeys, keysOf, type Sort } from './text-page.ts';

/** How a product is listed before and after a change; null: it was not there, or is no more. */
export type ListChange = {
  readonly id: Id;
  readonly before: Pick<Listing, 'facets' | 'minPrice'> | null;
  readonly after: Pick<Listing, 'facets' | 'minPrice'> | null;
};

type Row = { readonly id: Id; readonly price: bigint };

/** A page of a list in the order of its keys, as far as it says which products it shows. */
export type ShownPage = {
  readonly facet: string;
  readonly minPrice: bigint | null;
  readonly maxPrice: bigint | null;
  readonly sort: Exclude<Sort, 'relevance'>;
  /** Keys of the row before the first; null on a list's first page. */
  readonly after: readonly [number, string] | null;
  readonly rows: readonly Row[];
  /** The first row of the next page; null on the last page. */
  readonly beyond: Row | null;
};

/**
 * Whether a change can be seen on the page: it concerns a product that stands there, or one that stood or stands between
 * the page's ends. So a new price drops the few pages that it alters and leaves the thousands that it does not.
 */
export function touches(page: ShownPage, { id, before, after }: ListChange): boolean {
  if (page.rows.some((row) => row.id === id)) return true;
  return standsOn(page, id, before) || standsOn(page, id, after);
}

function standsOn(page: ShownPage, id: Id, listing: ListChange['before']): boolean {
  const { facet, minPrice, maxPrice, sort, after, beyond } = page;
  if (listing === null || listing.minPrice === null || !listing.facets.includes(facet)) return false;
  const price = listing.minPrice;
  if ((minPrice !== null && price < minPrice) || (maxPrice !== null && price > maxPrice)) return false;
  const keys = keysOf({ id, price, score: 0 }, sort);
  if (after !== null && compareKeys(keys, after, sort) <= 0) return false;
  return beyond === null || compareKeys(keys, keysOf({ ...beyond, score: 0 }, sort), sort) <= 0;
}
