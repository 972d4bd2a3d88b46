import { exampleId } from '@souk/contracts';
import { noContent, route, type AnyRoute } from '@souk/platform/http';
import type { Catalog } from '../../deps.ts';
import { productParams } from '../show-product/wire.ts';
import { deleteProduct } from './delete-product.ts';

export function deleteProductRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'delete',
    path: '/products/:productId',
    operationId: 'deleteProduct',
    summary: 'Take a product out of the catalogue',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['seller', 'admin'] },
    params: productParams,
    replies: { 204: { description: 'It is gone.', schema: null } },
    errors: ['product-not-found', 'stale-version'],
    example: { params: { productId: exampleId('product', 2) } },
    handle: async (ctx, { params }) => {
      await deleteProduct(catalog, ctx, params.productId);
      return noContent();
    },
  });
}
