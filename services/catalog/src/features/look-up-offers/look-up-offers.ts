import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findOffersOfVariants } from '../../data/offers.ts';
import { findVariantsBySku } from '../../data/products.ts';
import type { Catalog } from '../../deps.ts';
import { sellersByReference } from '../relist-products/known-sellers.ts';

/** An offer by the names that a supplier's list has for it. */
export type OfferName = { readonly sku: string; readonly sellerReference: string };

/** The ids of the offers with these names, in their order; null where there is none. */
export async function lookUpOffers(
  catalog: Catalog,
  ctx: RequestContext,
  names: readonly OfferName[],
): Promise<readonly (Id | null)[]> {
  const references = [...new Set(names.map((name) => name.sellerReference))];
  const sellerIds = await sellersByReference(catalog, ctx, references);
  const variants = await findVariantsBySku(catalog.store, [...new Set(names.map((name) => name.sku))]);
  const offers = await findOffersOfVariants(catalog.store, [...variants.values()]);
  const found = new Map(offers.map((offer) => [`${offer.variantId}|${offer.sellerId}`, offer.id]));
  return names.map(({ sku, sellerReference }) => {
    const [variantId = '', sellerId = ''] = [variants.get(sku), sellerIds.get(sellerReference)];
    return found.get(`${variantId}|${sellerId}`) ?? null;
  });
}
