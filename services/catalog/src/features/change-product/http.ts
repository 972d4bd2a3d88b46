import { exampleId, wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { pageOf } from '../show-product/show-product.ts';
import {
  descriptionField,
  productParams,
  productReply,
  productToWire,
  slugField,
  titleField,
} from '../show-product/wire.ts';
import { changeProduct } from './change-product.ts';

const body = z
  .strictObject({
    title: titleField.optional(),
    description: descriptionField.optional(),
    slug: slugField.optional(),
    categoryId: wireId('category').nullable().optional(),
  })
  .meta({ id: 'ProductChange' });

export function changeProductRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'patch',
    path: '/products/:productId',
    operationId: 'changeProduct',
    summary: 'Change a product: an administrator, or the seller who made it',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: productParams,
    body,
    replies: { 200: { description: 'The product as it is now.', schema: productReply } },
    errors: ['product-not-found', 'unknown-category', 'slug-taken', 'stale-version'],
    example: { params: { productId: exampleId('product') }, body: { title: 'Stoneware teapot, large' } },
    handle: async (ctx, { params, body: change }) => {
      const { product, offers } = await changeProduct(catalog, ctx, { id: params.productId, change });
      return ok(productToWire(await pageOf(catalog, product, offers)), { version: product.version });
    },
  });
}
