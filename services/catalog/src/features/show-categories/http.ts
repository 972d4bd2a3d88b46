import { exampleId } from '@souk/contracts';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { findCategory, listCategories } from '../../data/categories.ts';
import type { Catalog } from '../../deps.ts';
import type { Category } from '../../domain/category.ts';
import { catalogError } from '../../errors.ts';
import { categoryParams, categoryReply, categoryToWire } from './wire.ts';

const LIST = { filter: {}, sort: 'path', key: ({ pathKey }: Category) => pathKey };

export function listCategoriesRoute({ store }: Catalog): AnyRoute {
  return route({
    method: 'get',
    path: '/categories',
    operationId: 'listCategories',
    summary: 'The category tree, parents before children',
    tag: 'catalog',
    access: { allow: 'anyone' },
    query: pageQuery({ filters: {} }),
    replies: { 200: { description: 'A page of categories.', schema: pageSchema(categoryReply) } },
    errors: [],
    example: { query: { limit: '100' } },
    handle: async (_ctx, { query }) => {
      const found = await pageByKey(query, LIST, (range) => listCategories(store, range));
      return ok(mapPage(found, categoryToWire));
    },
  });
}

export function getCategoryRoute({ store }: Catalog): AnyRoute {
  return route({
    method: 'get',
    path: '/categories/:categoryId',
    operationId: 'getCategory',
    summary: 'One category',
    tag: 'catalog',
    access: { allow: 'anyone' },
    params: categoryParams,
    replies: { 200: { description: 'The category.', schema: categoryReply } },
    errors: ['category-not-found'],
    example: { params: { categoryId: exampleId('category') } },
    handle: async (_ctx, { params }) => {
      const category = await findCategory(store, params.categoryId);
      if (category === null) throw catalogError('category-not-found');
      return ok(categoryToWire(category), { version: category.version });
    },
  });
}
