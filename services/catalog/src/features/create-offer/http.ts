import { exampleId, wireId, wirePrice } from '@souk/contracts';
import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { priceIn } from '../../access.ts';
import type { Catalog } from '../../deps.ts';
import { offerReply, offerState, offerToWire } from '../show-offers/wire.ts';
import { createOffer } from './create-offer.ts';

const body = z
  .strictObject({
    variantId: wireId('variant'),
    sellerId: wireId('seller').nullable().default(null),
    price: wirePrice,
    state: offerState.default('active'),
  })
  .meta({ id: 'NewOffer' });

export function createOfferRoute(catalog: Catalog): AnyRoute {
  const { currency } = catalog.config;
  return route({
    method: 'post',
    path: '/offers',
    operationId: 'createOffer',
    summary: 'Offer a variant at a price',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    body,
    replies: { 201: { description: 'The offer.', schema: offerReply } },
    errors: ['unknown-variant', 'unknown-seller', 'offer-exists', 'currency-not-used'],
    example: {
      body: { variantId: exampleId('variant', 2), price: { amount: 12990, currency } },
    },
    handle: async (ctx, input) => {
      const price = priceIn(currency, input.body.price, '/price');
      const offer = await createOffer(catalog, ctx, { ...input.body, price });
      return created(`/offers/${offer.id}`, offerToWire(offer), { version: offer.version });
    },
  });
}
