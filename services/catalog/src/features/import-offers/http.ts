import { exampleId, wirePrice } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { importProducts } from '../import-products/import-products.ts';
import {
  namesOneSeller,
  offerOf,
  ONE_SELLER,
  outcomeAt,
  outcomeFields,
  requireCurrency,
  sellerFields,
} from '../import-products/wire.ts';
import { offerState } from '../show-offers/wire.ts';
import { skuField } from '../show-product/wire.ts';

const row = z
  .strictObject({ sku: skuField, ...sellerFields, price: wirePrice, state: offerState.optional() })
  .refine(namesOneSeller, ONE_SELLER)
  .meta({ id: 'OfferImportRow', description: 'What one seller asks for a variant that is there.' });

const rowOutcome = z.strictObject({ sku: z.string(), ...outcomeFields });

export function importOffersRoute(catalog: Catalog): AnyRoute {
  const { currency } = catalog.config;
  return route({
    method: 'post',
    path: '/offer-imports',
    operationId: 'importOffers',
    summary: 'Make and change up to 500 offers of variants by their SKUs',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    rate: 'unlimited',
    bodyLimit: 512 * 1024,
    body: z.strictObject({ rows: z.array(row).min(1).max(500) }).meta({ id: 'OfferImport' }),
    replies: {
      200: {
        description: 'What became of each row, in their order; a refused row stops no other.',
        schema: z.strictObject({ data: z.array(rowOutcome) }),
      },
    },
    errors: ['currency-not-used', 'offer-exists'],
    example: {
      body: {
        rows: [{ sku: 'TEAPOT-PLAIN', sellerId: exampleId('seller'), price: { amount: 11990, currency } }],
      },
    },
    handle: async (ctx, { body: { rows } }) => {
      requireCurrency(rows, currency);
      const imported = rows.map((each) => ({ sku: each.sku, product: null, offer: offerOf(each) }));
      const outcomes = await importProducts(catalog, ctx, imported);
      return ok({ data: rows.map(({ sku }, index) => ({ sku, ...outcomeAt(outcomes, index) })) });
    },
  });
}
