import { exampleId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { categoryName, categoryParams, categoryReply, categoryToWire } from '../show-categories/wire.ts';
import { changeCategory } from './change-category.ts';

export function changeCategoryRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'patch',
    path: '/categories/:categoryId',
    operationId: 'changeCategory',
    summary: 'Rename a category',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    params: categoryParams,
    body: z.strictObject({ name: categoryName }).meta({ id: 'CategoryChange' }),
    replies: { 200: { description: 'The category as it is now.', schema: categoryReply } },
    errors: ['category-not-found', 'category-taken', 'stale-version'],
    example: { params: { categoryId: exampleId('category') }, body: { name: 'Kitchen and table' } },
    handle: async (ctx, { params, body }) => {
      const category = await changeCategory(catalog, ctx, { id: params.categoryId, name: body.name });
      return ok(categoryToWire(category), { version: category.version });
    },
  });
}
