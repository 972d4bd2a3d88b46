import { exampleId, wireId } from '@souk/contracts';
import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { pageOf } from '../show-product/show-product.ts';
import {
  descriptionField,
  newVariant,
  productReply,
  productToWire,
  slugField,
  titleField,
} from '../show-product/wire.ts';
import { createProduct } from './create-product.ts';

const body = z
  .strictObject({
    title: titleField,
    description: descriptionField.default(''),
    slug: slugField.nullable().default(null),
    categoryId: wireId('category').nullable().default(null),
    variants: z.array(newVariant).min(1).max(100),
  })
  .meta({ id: 'NewProduct' });

export function createProductRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'post',
    path: '/products',
    operationId: 'createProduct',
    summary: 'Make a product with its variants',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    body,
    replies: { 201: { description: 'The product.', schema: productReply } },
    errors: ['unknown-category', 'variant-options', 'slug-taken', 'sku-taken'],
    example: {
      body: {
        title: 'Stoneware teapot',
        description: 'Holds four cups.',
        categoryId: exampleId('category'),
        variants: [
          { sku: 'TEAPOT-SAND', options: [{ name: 'colour', value: 'sand' }], weightGrams: 900 },
          { sku: 'TEAPOT-MOSS', options: [{ name: 'colour', value: 'moss' }], weightGrams: 900 },
        ],
      },
    },
    handle: async (ctx, input) => {
      const product = await createProduct(catalog, ctx, input.body);
      const page = await pageOf(catalog, product, []);
      return created(`/products/${product.id}`, productToWire(page), { version: product.version });
    },
  });
}
