import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { showProduct } from './show-product.ts';
import { productReply, productToWire } from './wire.ts';

export function getProductRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'get',
    path: '/products/:idOrSlug',
    operationId: 'getProduct',
    summary: 'One product with its variants and what they cost',
    tag: 'catalog',
    access: { allow: 'anyone' },
    cache: { pages: catalog.pages, tags: ({ params }) => [`product:${params['idOrSlug'] ?? ''}`] },
    params: z.strictObject({
      idOrSlug: z
        .string()
        .min(1)
        .max(120)
        .regex(/^[a-z0-9_-]+$/),
    }),
    replies: { 200: { description: 'The product.', schema: productReply } },
    errors: ['product-not-found'],
    example: { params: { idOrSlug: exampleId('product') } },
    handle: async (_ctx, { params }) => {
      const page = await showProduct(catalog, params.idOrSlug);
      return ok(productToWire(page));
    },
  });
}
