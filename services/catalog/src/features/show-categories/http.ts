import { exampleId } from '@souk/contracts';
import {
  decodeCursor,
  encodeCursor,
  ok,
  page,
  pageQuery,
  pageSchema,
  route,
  type AnyRoute,
} from '@souk/platform/http';
import { findCategory, listCategories } from '../../data/categories.ts';
import type { Catalog } from '../../deps.ts';
import { catalogError } from '../../errors.ts';
import { categoryParams, categoryReply, categoryToWire } from './wire.ts';

const CURSOR = { filter: {}, sort: 'path' };

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
    handle: async (_ctx, { query: { limit, next } }) => {
      const after = next === undefined ? null : String(decodeCursor(next, CURSOR)[0]);
      const found = await listCategories(store, { after, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const cursor = found.length > limit && last !== undefined ? encodeCursor([last.pathKey], CURSOR) : null;
      return ok(page(shown.map(categoryToWire), cursor));
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
