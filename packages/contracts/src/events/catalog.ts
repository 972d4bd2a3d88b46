import { z } from 'zod';
import { wireId, wirePrice } from '../wire.ts';

const offer = z.object({
  offerId: wireId('offer'),
  variantId: wireId('variant'),
  productId: wireId('product'),
  sellerId: wireId('seller'),
  price: wirePrice,
  state: z.enum(['active', 'inactive']),
});
const product = z.object({ productId: wireId('product'), slug: z.string(), title: z.string() });

/** Told by catalog; subject: the product. */
export const catalogEvents = {
  ProductCreated: product,
  ProductChanged: product,
  ProductDeleted: product,
  OfferCreated: offer,
  OfferPriceChanged: offer,
  OfferStateChanged: offer,
} as const;
