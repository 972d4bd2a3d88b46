import { wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { skuField } from '../show-product/wire.ts';
import { lookUpOffers } from './look-up-offers.ts';

const name = z
  .strictObject({ sku: skuField, sellerReference: z.string().trim().min(1).max(100) })
  .meta({ id: 'OfferName' });

export function lookUpOffersRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'post',
    path: '/offer-look-ups',
    operationId: 'lookUpOffers',
    summary: "Find the ids of up to 500 offers by SKU and the seller's reference",
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    rate: 'unlimited',
    bodyLimit: 256 * 1024,
    body: z.strictObject({ rows: z.array(name).min(1).max(500) }).meta({ id: 'OfferLookUp' }),
    replies: {
      200: {
        description: 'The offer of each row, in their order; null where there is none.',
        schema: z.strictObject({
          data: z.array(
            z.strictObject({
              sku: z.string(),
              sellerReference: z.string(),
              offerId: wireId('offer').nullable(),
            }),
          ),
        }),
      },
    },
    errors: [],
    example: { body: { rows: [{ sku: 'TEAPOT-PLAIN', sellerReference: 'casa-verde' }] } },
    handle: async (ctx, { body: { rows } }) => {
      const ids = await lookUpOffers(catalog, ctx, rows);
      return ok({ data: rows.map((row, index) => ({ ...row, offerId: ids[index] ?? null })) });
    },
  });
}
