import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { NAMES_TAG } from '../../domain/listing.ts';
import { showProduct } from './show-product.ts';
import { productReply, productToWire } from './wire.ts';

export function getProductRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'get',
    path: '/products/:productId',
    operationId: 'getProduct',
    summary: 'One product, by id or slug, with its variants and what they cost',
    tag: 'catalog',
    access: { allow: 'anyone' },
    cache: {
      pages: catalog.pages,
      tags: ({ params }) => [`product:${params['productId'] ?? ''}`, NAMES_TAG],
    },
    params: z.strictObject({
      productId: z
        .string()
        .min(1)
        .max(120)
        .regex(/^[a-z0-9_-]+$/)
        .meta({ description: 'The id or the slug.' }),
    }),
    replies: { 200: { description: 'The product.', schema: productReply } },
    errors: ['product-not-found'],
    example: { params: { productId: exampleId('product') } },
    handle: async (_ctx, { params }) => {
      const page = await showProduct(catalog, params.productId);
      return ok(productToWire(page));
    },
  });
}
