import { exampleId } from '@souk/contracts';
import { noContent, route, type AnyRoute } from '@souk/platform/http';
import type { Catalog } from '../../deps.ts';
import { variantParams } from '../show-product/wire.ts';
import { removeVariant } from './remove-variant.ts';

export function removeVariantRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'delete',
    path: '/products/:productId/variants/:variantId',
    operationId: 'removeVariant',
    summary: 'Remove a variant that nobody offers',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: variantParams,
    replies: { 204: { description: 'It is gone.', schema: null } },
    errors: ['product-not-found', 'variant-not-found', 'variant-in-use', 'last-variant', 'stale-version'],
    example: { params: { productId: exampleId('product'), variantId: exampleId('variant', 2) } },
    handle: async (ctx, { params }) => {
      await removeVariant(catalog, ctx, params);
      return noContent();
    },
  });
}
