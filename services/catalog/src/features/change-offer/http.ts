import { exampleId, wirePrice } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { priceIn } from '../../access.ts';
import type { Catalog } from '../../deps.ts';
import { offerParams, offerReply, offerState, offerToWire } from '../show-offers/wire.ts';
import { changeOffer } from './change-offer.ts';

const body = z
  .strictObject({ price: wirePrice.optional(), state: offerState.optional() })
  .meta({ id: 'OfferChange' });

export function changeOfferRoute(catalog: Catalog): AnyRoute {
  const { currency } = catalog.config;
  return route({
    method: 'patch',
    path: '/offers/:offerId',
    operationId: 'changeOffer',
    summary: 'Change the price of an offer, or whether it can be bought',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: offerParams,
    body,
    replies: { 200: { description: 'The offer as it is now.', schema: offerReply } },
    errors: ['offer-not-found', 'currency-not-used', 'stale-version'],
    example: {
      params: { offerId: exampleId('offer') },
      body: { price: { amount: 11990, currency }, state: 'active' },
    },
    handle: async (ctx, { params, body: { price, state } }) => {
      const change = { price: price === undefined ? undefined : priceIn(currency, price, '/price'), state };
      const offer = await changeOffer(catalog, ctx, { id: params.offerId, change });
      return ok(offerToWire(offer), { version: offer.version });
    },
  });
}
