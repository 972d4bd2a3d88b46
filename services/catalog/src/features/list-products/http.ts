import { wireId, wirePrice } from '@souk/contracts';
import { ok, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { ListItem } from '../../data/listed-products.ts';
import type { Catalog } from '../../deps.ts';
import { facetOf } from '../../domain/listing.ts';
import { listProducts } from './list-products.ts';

const SORTS = ['newest', 'price-asc', 'price-desc', 'relevance'] as const;

const amount = z
  .string()
  .max(13)
  .regex(/^\d+$/)
  .refine((text) => Number(text) <= 1_000_000_000_000, {
    error: 'at most 10^12',
    params: { rule: 'maximum' },
  })
  .transform((text) => BigInt(text))
  .optional();

const listedProduct = z
  .strictObject({
    id: wireId('product'),
    slug: z.string(),
    title: z.string(),
    categoryId: wireId('category').nullable(),
    price: wirePrice,
    sellerIds: z.array(wireId('seller')),
  })
  .meta({ id: 'ListedProduct', description: 'A product that can be bought, with its lowest price.' });

export function listProductsRoute(catalog: Catalog): AnyRoute {
  const { currency } = catalog.config;
  return route({
    method: 'get',
    path: '/products',
    operationId: 'listProducts',
    summary: 'Find products: by category (with all below), seller, price range and words, which combine',
    tag: 'catalog',
    access: { allow: 'anyone' },
    cache: { pages: catalog.pages, tags: ({ query }) => [`list:${facetOf(filterOf(query))}`] },
    query: pageQuery({
      filters: {
        category: wireId('category').optional(),
        seller: wireId('seller').optional(),
        minPrice: amount,
        maxPrice: amount,
        q: z.string().trim().min(1).max(200).optional(),
        sort: z.enum(SORTS).optional(),
      },
    }),
    replies: { 200: { description: 'A page of products.', schema: pageSchema(listedProduct) } },
    errors: ['price-range', 'cursor-invalid'],
    example: { query: { sort: 'price-asc', limit: '20' } },
    handle: async (_ctx, { query }) => {
      const { limit, next = null, minPrice = null, maxPrice = null, q = null } = query;
      const sort = query.sort ?? (q === null ? 'newest' : 'relevance');
      const found = await listProducts(catalog, {
        ...filterOf(query),
        minPrice,
        maxPrice,
        words: q,
        sort,
        limit,
        next,
      });
      const { data, next: more, isTouchedBy } = found;
      const body = { data: data.map((item) => toWire(item, currency)), next: more };
      return ok(body, isTouchedBy === undefined ? {} : { isTouchedBy });
    },
  });
}

function filterOf(query: { category?: string | undefined; seller?: string | undefined }) {
  return { categoryId: query.category ?? null, sellerId: query.seller ?? null };
}

function toWire({ id, slug, title, categoryId, price, sellerIds }: ListItem, currency: string) {
  return { id, slug, title, categoryId, price: { amount: Number(price), currency }, sellerIds };
}
