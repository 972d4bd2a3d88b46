import { wireId, wirePrice, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import { z } from 'zod';
import { isBuyable, type Offer } from '../../domain/offer.ts';

export const offerState = z.enum(['active', 'inactive']);
export const offerParams = z.strictObject({ offerId: wireId('offer') });

export const offerReply = z
  .strictObject({
    id: wireId('offer'),
    productId: wireId('product'),
    variantId: wireId('variant'),
    sellerId: wireId('seller'),
    sku: z.string(),
    title: z.string(),
    productSlug: z.string(),
    price: wirePrice,
    state: offerState,
    buyable: z.boolean(),
    weightGrams: z.int(),
    version: z.int(),
    createdAt: wireTime,
    updatedAt: wireTime,
  })
  .meta({ id: 'Offer', description: 'Buyable: offer, product and seller are all active (stock apart).' });

/** The offer as it crosses the wire. */
export function offerToWire(offer: Offer) {
  const { id, productId, variantId, sellerId, sku, title, productSlug, state, weightGrams, version } = offer;
  return {
    id,
    productId,
    variantId,
    sellerId,
    sku,
    title,
    productSlug,
    price: moneyToWire(offer.price),
    state,
    buyable: isBuyable(offer),
    weightGrams,
    version,
    createdAt: offer.createdAt.toISOString(),
    updatedAt: offer.updatedAt.toISOString(),
  };
}
