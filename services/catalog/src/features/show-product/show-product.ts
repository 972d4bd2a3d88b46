import { isProductId } from '../../data/products.ts';
import type { Catalog } from '../../deps.ts';
import { isBuyable, type Offer } from '../../domain/offer.ts';
import type { Product } from '../../domain/product.ts';
import { catalogError } from '../../errors.ts';
import type { ProductPage } from './wire.ts';

/** A product's page, by id or slug. @throws DomainError `product-not-found`. */
export async function showProduct(catalog: Catalog, idOrSlug: string): Promise<ProductPage> {
  const { pageReads } = catalog;
  // By id the offers need not wait for the product.
  const [product, offers] = await Promise.all([
    pageReads.product(idOrSlug),
    isProductId(idOrSlug) ? pageReads.offersOf(idOrSlug) : null,
  ]);
  if (product === null) throw catalogError('product-not-found');
  return pageOf(catalog, product, offers ?? (await pageReads.offersOf(product.id)));
}

/** The page of a product that the caller has at hand. */
export async function pageOf(
  { pageReads }: Pick<Catalog, 'pageReads'>,
  product: Product,
  offers: readonly Offer[],
): Promise<ProductPage> {
  const sellerIds = [...new Set(offers.filter(isBuyable).map((offer) => offer.sellerId))];
  const [categories, sellers] = await Promise.all([
    product.categoryPath.length === 0 ? [] : pageReads.categories(product.categoryPath),
    sellerIds.length === 0 ? [] : pageReads.sellers(sellerIds),
  ]);
  const byId = new Map(categories.map((category) => [category.id, category]));
  return {
    product,
    offers,
    categories: product.categoryPath.flatMap((id) => byId.get(id) ?? []),
    sellerNames: new Map(sellers.map(({ id, name }) => [id, name])),
  };
}
