import type { Id } from '@souk/kernel';
import { isBuyable, type Offer } from './offer.ts';
import type { Product } from './product.ts';

/** What lists need of a product's offers, kept beside the product so that a list reads one collection. */
export type Listing = {
  /** The lowest price at which it can be bought; null: not listed. */
  readonly minPrice: bigint | null;
  readonly sellerIds: readonly Id[];
  /**
   * One key for each combination of filters under which it is found; none when it can't be bought. So a list with any
   * filters reads one stretch of one index.
   */
  readonly facets: readonly string[];
};

export type Filter = { readonly categoryId: Id | null; readonly sellerId: Id | null };

/** The key of a combination of filters; `*` for none. */
export function facetOf({ categoryId, sellerId }: Filter): string {
  if (categoryId === null) return sellerId ?? '*';
  return sellerId === null ? categoryId : `${categoryId}|${sellerId}`;
}

/** Works out how a product is listed from all its offers. */
export function listingOf(
  product: Pick<Product, 'categoryPath' | 'state'>,
  offers: readonly Pick<Offer, 'sellerId' | 'price' | 'state' | 'sellerActive' | 'productActive'>[],
): Listing {
  const buyable = product.state === 'active' ? offers.filter(isBuyable) : [];
  const [first] = buyable;
  if (first === undefined) return { minPrice: null, sellerIds: [], facets: [] };
  const sellerIds = [...new Set(buyable.map((offer) => offer.sellerId))].toSorted();
  const minPrice = buyable.reduce(
    (lowest, { price }) => (price.amount < lowest ? price.amount : lowest),
    first.price.amount,
  );
  const categories = [null, ...product.categoryPath];
  const facets = categories.flatMap((categoryId) =>
    [null, ...sellerIds].map((sellerId) => facetOf({ categoryId, sellerId })),
  );
  return { minPrice, sellerIds, facets };
}

/** The tag of pages that show names of categories or sellers, which hardly ever change. */
export const NAMES_TAG = 'names';

/** The cached pages that a change of a product touches: its own, and the lists in which it stood or stands. */
export function pageTags(
  product: Pick<Product, 'id' | 'slug'>,
  ...listings: readonly Pick<Listing, 'facets'>[]
): string[] {
  const lists = new Set(listings.flatMap((listing) => listing.facets));
  return [`product:${product.id}`, `product:${product.slug}`, ...[...lists].map((facet) => `list:${facet}`)];
}
