import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { pageOf } from '../show-product/show-product.ts';
import {
  optionsField,
  productReply,
  productToWire,
  skuField,
  variantParams,
  weightField,
} from '../show-product/wire.ts';
import { changeVariant } from './change-variant.ts';

const body = z
  .strictObject({
    sku: skuField.optional(),
    options: optionsField.optional(),
    weightGrams: weightField.optional(),
  })
  .meta({ id: 'VariantChange' });

export function changeVariantRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'patch',
    path: '/products/:productId/variants/:variantId',
    operationId: 'changeVariant',
    summary: 'Change a variant',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: variantParams,
    body,
    replies: { 200: { description: 'The product as it is now.', schema: productReply } },
    errors: ['product-not-found', 'variant-not-found', 'variant-options', 'sku-taken', 'stale-version'],
    example: {
      params: { productId: exampleId('product'), variantId: exampleId('variant') },
      body: { weightGrams: 950 },
    },
    handle: async (ctx, { params, body: change }) => {
      const { product, offers } = await changeVariant(catalog, ctx, { ...params, change });
      return ok(productToWire(await pageOf(catalog, product, offers)), { version: product.version });
    },
  });
}
