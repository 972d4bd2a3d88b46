import { exampleId, wireId } from '@souk/contracts';
import { isAccount } from '@souk/platform/context';
import {
  mapPage,
  ok,
  page,
  pageByKey,
  pageQuery,
  pageSchema,
  route,
  type AnyRoute,
} from '@souk/platform/http';
import { managedScope } from '../../access.ts';
import { findOffers, listOffers } from '../../data/offers.ts';
import type { Catalog } from '../../deps.ts';
import { isBuyable, type Offer } from '../../domain/offer.ts';
import { catalogError } from '../../errors.ts';
import { offerParams, offerReply, offerToWire } from './wire.ts';

export function getOfferRoute({ store }: Catalog): AnyRoute {
  return route({
    method: 'get',
    path: '/offers/:offerId',
    operationId: 'getOffer',
    summary: 'One offer; one that can not be bought only for its seller and administrators',
    tag: 'catalog',
    access: { allow: 'anyone' },
    params: offerParams,
    replies: { 200: { description: 'The offer.', schema: offerReply } },
    errors: ['offer-not-found'],
    example: { params: { offerId: exampleId('offer') } },
    handle: async ({ identity }, { params }) => {
      const [offer] = await findOffers(store, [params.offerId]);
      if (offer === undefined) throw catalogError('offer-not-found');
      const ownSeller = isAccount(identity, 'seller') && identity.sellerId === offer.sellerId;
      const shown = isBuyable(offer) || ownSeller || isAccount(identity, 'admin');
      if (!shown) throw catalogError('offer-not-found');
      return ok(offerToWire(offer));
    },
  });
}

export function listOffersRoute({ store }: Catalog): AnyRoute {
  return route({
    method: 'get',
    path: '/offers',
    operationId: 'listOffers',
    summary: 'The seller’s own offers, in the order of their making; all sellers’ for administrators',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    query: pageQuery({
      filters: { productId: wireId('product').optional(), sellerId: wireId('seller').optional() },
    }),
    replies: { 200: { description: 'A page of offers.', schema: pageSchema(offerReply) } },
    errors: [],
    example: { query: { limit: '20' } },
    handle: async (ctx, { query: { limit, next, productId = null, sellerId } }) => {
      const own = managedScope(ctx);
      // Another seller's offers are none of a seller's business: its list of them is empty.
      if ('sellerId' in own && sellerId !== undefined && sellerId !== own.sellerId) return ok(page([], null));
      const scope = sellerId === undefined ? own : { sellerId };
      const list = { filter: { productId, ...scope }, sort: 'oldest', key: ({ id }: Offer) => id };
      const found = await pageByKey({ limit, next }, list, (range) =>
        listOffers(store, scope, { productId, ...range }),
      );
      return ok(mapPage(found, offerToWire));
    },
  });
}
