import type { CatalogService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import { findOffers } from '../../data/offers.ts';
import type { Catalog } from '../../deps.ts';
import { isBuyable } from '../../domain/offer.ts';

/** Answers CatalogService.GetOffers: by id, as they were last written. */
export function getOffersRpc({ store }: Catalog): PortImplementation<typeof CatalogService>['getOffers'] {
  return async (_ctx, { offerIds }) => {
    const offers = offerIds.length === 0 ? [] : await findOffers(store, offerIds);
    return {
      offers: offers.map((offer) => ({
        offerId: offer.id,
        variantId: offer.variantId,
        productId: offer.productId,
        sellerId: offer.sellerId,
        sku: offer.sku,
        title: offer.title,
        productSlug: offer.productSlug,
        price: { amount: offer.price.amount, currency: offer.price.currency },
        active: isBuyable(offer),
        weightGrams: offer.weightGrams,
      })),
    };
  };
}
