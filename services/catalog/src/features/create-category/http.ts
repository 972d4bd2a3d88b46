import { exampleId, wireId } from '@souk/contracts';
import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Catalog } from '../../deps.ts';
import { categoryName, categoryReply, categoryToWire } from '../show-categories/wire.ts';
import { createCategory } from './create-category.ts';

const body = z
  .strictObject({ name: categoryName, parentId: wireId('category').nullable().default(null) })
  .meta({ id: 'NewCategory' });

export function createCategoryRoute(catalog: Catalog): AnyRoute {
  return route({
    method: 'post',
    path: '/categories',
    operationId: 'createCategory',
    summary: 'Make a category',
    tag: 'catalog',
    access: { allow: 'roles', roles: ['admin'] },
    body,
    replies: { 201: { description: 'The category.', schema: categoryReply } },
    errors: ['unknown-category', 'category-taken', 'category-too-deep'],
    example: { body: { name: 'Tea and coffee', parentId: exampleId('category') } },
    handle: async (ctx, input) => {
      const category = await createCategory(catalog, ctx, input.body);
      const { version } = category;
      return created(`/categories/${category.id}`, categoryToWire(category), { version });
    },
  });
}
