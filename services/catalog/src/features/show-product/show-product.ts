import { findCategories } from '../../data/categories.ts';
import { findOffersOf } from '../../data/offers.ts';
import { findPublicProduct } from '../../data/products.ts';
import { findSellers } from '../../data/sellers.ts';
import type { Catalog } from '../../deps.ts';
import { isBuyable, type Offer } from '../../domain/offer.ts';
import type { Product } from '../../domain/product.ts';
import { catalogError } from '../../errors.ts';
import type { ProductPage } from './wire.ts';

/** A product's page, by id or slug. @throws DomainError `product-not-found`. */
export async function showProduct(catalog: Catalog, idOrSlug: string): Promise<ProductPage> {
  const found = await findPublicProduct(catalog.store, idOrSlug);
  if (found === null) throw catalogError('product-not-found');
  return pageOf(catalog, found.product, await findOffersOf(catalog.store, [found.product.id], null));
}

/** The page of a product that the caller has at hand. */
export async function pageOf(
  { store }: Catalog,
  product: Product,
  offers: readonly Offer[],
): Promise<ProductPage> {
  const sellerIds = [...new Set(offers.filter(isBuyable).map((offer) => offer.sellerId))];
  const [categories, sellers] = await Promise.all([
    product.categoryPath.length === 0 ? [] : findCategories(store, product.categoryPath),
    sellerIds.length === 0 ? new Map<string, never>() : findSellers(store, sellerIds),
  ]);
  const byId = new Map(categories.map((category) => [category.id, category]));
  return {
    product,
    offers,
    categories: product.categoryPath.flatMap((id) => byId.get(id) ?? []),
    sellerNames: new Map([...sellers].map(([id, { name }]) => [id, name])),
  };
}
