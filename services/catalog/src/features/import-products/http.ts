import { exampleId, wirePrice } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { DEEPEST_CATEGORY } from '../../domain/category.ts';
import { categoryName } from '../show-categories/wire.ts';
import { descriptionField, optionsField, skuField, titleField, weightField } from '../show-product/wire.ts';
import { importProducts, type ImportedRow } from './import-products.ts';
import {
  namesOneSellerIfPriced,
  offerOf,
  ONE_SELLER_IF_PRICED,
  outcomeAt,
  outcomeFields,
  requireCurrency,
  sellerFields,
} from './wire.ts';

const row = z
  .strictObject({
    reference: z.string().trim().min(1).max(100),
    title: titleField,
    description: descriptionField.nullable().default(null),
    category: z.array(categoryName).max(DEEPEST_CATEGORY).default([]),
    sku: skuField,
    options: optionsField.default([]),
    weightGrams: weightField,
    ...sellerFields,
    price: wirePrice.optional(),
  })
  .refine(namesOneSellerIfPriced, ONE_SELLER_IF_PRICED)
  .meta({
    id: 'ProductImportRow',
    description: 'One variant of one product; with seller and price also the offer of it.',
  });

const rowOutcome = z.strictObject({ reference: z.string(), ...outcomeFields });

export function importProductsRoute(catalog: Catalog): AnyRoute {
  const { currency } = catalog.config;
  return route({
    method: 'post',
    path: '/product-imports',
    operationId: 'importProducts',
    summary: 'Make and change up to 500 products with their variants, and offers of them',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    rate: 'unlimited',
    bodyLimit: 2 * 1024 * 1024,
    body: z.strictObject({ rows: z.array(row).min(1).max(500) }).meta({ id: 'ProductImport' }),
    replies: {
      200: {
        description: 'What became of each row, in their order; a refused row stops no other.',
        schema: z.strictObject({ data: z.array(rowOutcome) }),
      },
    },
    errors: ['currency-not-used', 'sku-taken', 'import-conflict', 'category-too-deep'],
    example: {
      body: {
        rows: [
          {
            reference: 'TEAPOT',
            sellerId: exampleId('seller'),
            title: 'Stoneware teapot',
            category: ['Home', 'Kitchen'],
            sku: 'TEAPOT-PLAIN',
            weightGrams: 900,
            price: { amount: 12990, currency },
          },
        ],
      },
    },
    handle: async (ctx, { body: { rows } }) => {
      requireCurrency(rows, currency);
      const outcomes = await importProducts(catalog, ctx, rows.map(toImportedRow));
      return ok({ data: rows.map(({ reference }, index) => ({ reference, ...outcomeAt(outcomes, index) })) });
    },
  });
}

function toImportedRow({
  sku,
  price,
  sellerId,
  sellerReference,
  ...product
}: z.infer<typeof row>): ImportedRow {
  return { sku, product, offer: price === undefined ? null : offerOf({ price, sellerId, sellerReference }) };
}
