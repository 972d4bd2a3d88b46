import { exampleId } from '@souk/contracts';
import { created, route, type AnyRoute } from '@souk/platform/http';
import type { Catalog } from '../../deps.ts';
import { pageOf } from '../show-product/show-product.ts';
import { newVariant, productParams, productReply, productToWire } from '../show-product/wire.ts';
import { addVariant } from './add-variant.ts';

export function addVariantRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'post',
    path: '/products/:productId/variants',
    operationId: 'addVariant',
    summary: 'Add a variant to a product',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: productParams,
    body: newVariant,
    replies: { 201: { description: 'The product with it.', schema: productReply } },
    errors: ['product-not-found', 'variant-options', 'too-many-variants', 'sku-taken', 'stale-version'],
    example: {
      params: { productId: exampleId('product') },
      body: { sku: 'TEAPOT-SLATE', options: [{ name: 'colour', value: 'slate' }], weightGrams: 900 },
    },
    handle: async (ctx, { params: { productId }, body: variant }) => {
      const { product, offers } = await addVariant(catalog, ctx, { productId, variant });
      const page = productToWire(await pageOf(catalog, product, offers));
      return created(`/products/${productId}`, page, { version: product.version });
    },
  });
}
