import { exampleId, wireId, wirePrice } from '@souk/contracts';
import { moneyFromWire } from '@souk/kernel';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { DEEPEST_CATEGORY } from '../../domain/category.ts';
import { catalogError } from '../../errors.ts';
import { categoryName } from '../show-categories/wire.ts';
import { descriptionField, optionsField, skuField, titleField, weightField } from '../show-product/wire.ts';
import { currencyFaults, importProducts } from './import-products.ts';

const row = z
  .strictObject({
    reference: z.string().trim().min(1).max(100),
    sellerId: wireId('seller'),
    title: titleField,
    description: descriptionField.nullable().default(null),
    category: z.array(categoryName).max(DEEPEST_CATEGORY).default([]),
    sku: skuField,
    options: optionsField.default([]),
    weightGrams: weightField,
    price: wirePrice,
  })
  .meta({ id: 'ProductImportRow', description: 'One variant of one product as one seller offers it.' });

const rowResult = z.strictObject({
  reference: z.string(),
  result: z.enum(['created', 'updated', 'unchanged', 'refused']),
  productId: wireId('product').nullable(),
  variantId: wireId('variant').nullable(),
  offerId: wireId('offer').nullable(),
  errors: z.array(z.strictObject({ pointer: z.string(), rule: z.string(), message: z.string() })),
});

export function importProductsRoute(catalog: Catalog): AnyRoute {
  const { currency } = catalog.config;
  return route({
    method: 'post',
    path: '/product-imports',
    operationId: 'importProducts',
    summary: 'Make and change up to 500 products with their variants and offers',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    rate: 'unlimited',
    bodyLimit: 2 * 1024 * 1024,
    body: z.strictObject({ rows: z.array(row).min(1).max(500) }).meta({ id: 'ProductImport' }),
    replies: {
      200: {
        description: 'What became of each row, in their order; a refused row stops no other.',
        schema: z.strictObject({ data: z.array(rowResult) }),
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
      const faults = currencyFaults(rows, currency);
      if (faults.length > 0) throw catalogError('currency-not-used', { currency }, faults);
      const imported = rows.map((each) => ({ ...each, price: moneyFromWire(each.price) }));
      return ok({ data: await importProducts(catalog, ctx, imported) });
    },
  });
}
