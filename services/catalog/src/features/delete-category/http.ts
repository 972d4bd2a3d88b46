import { exampleId } from '@souk/contracts';
import { noContent, route, type AnyRoute } from '@souk/platform/http';
import type { Catalog } from '../../deps.ts';
import { categoryParams } from '../show-categories/wire.ts';
import { deleteCategory } from './delete-category.ts';

export function deleteCategoryRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'delete',
    path: '/categories/:categoryId',
    operationId: 'deleteCategory',
    summary: 'Delete an empty category',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    params: categoryParams,
    replies: { 204: { description: 'It is gone.', schema: null } },
    errors: ['category-not-found', 'category-in-use', 'stale-version'],
    example: { params: { categoryId: exampleId('category', 2) } },
    handle: async (ctx, { params }) => {
      await deleteCategory(catalog, ctx, params.categoryId);
      return noContent();
    },
  });
}
