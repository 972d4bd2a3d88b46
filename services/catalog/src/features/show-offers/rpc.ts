import type { CatalogService } from '@souk/contracts';
import { gatheredReads } from '@souk/platform/data';
import type { PortImplementation } from '@souk/platform/rpc';
import { findOffers } from '../../data/offers.ts';
import type { Catalog } from '../../deps.ts';
import { isBuyable, type Offer } from '../../domain/offer.ts';

/** Answers CatalogService.GetOffers: by id, afresh; carts and checkouts that ask at the same time share a read. */
export function getOffersRpc({ store }: Catalog): PortImplementation<typeof CatalogService>['getOffers'] {
  const read = gatheredReads<Offer>(
    (ids) => findOffers(store, ids),
    (offer) => offer.id,
  );
  return async (_ctx, { offerIds }) => {
    const offers = offerIds.length === 0 ? [] : await read(offerIds);
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
