import type { Id } from '@souk/kernel';
import { gatheredReads } from '@souk/platform/data';
import type { Category } from '../domain/category.ts';
import type { Offer } from '../domain/offer.ts';
import type { Product } from '../domain/product.ts';
import { findCategories } from './categories.ts';
import { findOffersOf } from './offers.ts';
import { findPublicProducts, isProductId } from './products.ts';
import { findSellers, type KnownSeller } from './sellers.ts';
import type { Store } from './store.ts';

/** What a product's page is made of. Pages that are made at the same time share their reads. */
export type PageReads = {
  readonly product: (idOrSlug: string) => Promise<Product | null>;
  readonly offersOf: (productId: Id) => Promise<readonly Offer[]>;
  readonly categories: (ids: readonly Id[]) => Promise<readonly Category[]>;
  readonly sellers: (ids: readonly Id[]) => Promise<readonly KnownSeller[]>;
};

export function openPageReads(store: Store): PageReads {
  const byId = gatheredReads<Product>(
    (ids) => findPublicProducts(store, { _id: ids }),
    (product) => product.id,
  );
  const bySlug = gatheredReads<Product>(
    (slugs) => findPublicProducts(store, { slug: slugs }),
    (product) => product.slug,
  );
  const offers = gatheredReads<readonly [Id, readonly Offer[]]>(
    async (ids) => [...Map.groupBy(await findOffersOf(store, ids, null), (offer) => offer.productId)],
    ([productId]) => productId,
  );
  return {
    product: async (idOrSlug) => (await (isProductId(idOrSlug) ? byId : bySlug)([idOrSlug]))[0] ?? null,
    offersOf: async (productId) => (await offers([productId]))[0]?.[1] ?? [],
    categories: gatheredReads<Category>(
      (ids) => findCategories(store, ids),
      (category) => category.id,
    ),
    sellers: gatheredReads<KnownSeller>(
      async (ids) => [...(await findSellers(store, ids)).values()],
      (seller) => seller.id,
    ),
  };
}
