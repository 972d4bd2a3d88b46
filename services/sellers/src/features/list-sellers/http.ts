import { ok, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { isAdmin } from '../../access.ts';
import { SELLER_STATES } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';
import { publicSellerToWire, referenceField, sellerToWire, sellerWire } from '../../wire.ts';
import { listSellers, SELLER_SORTS } from './list-sellers.ts';

export function listSellersRoute(parts: SellersParts): AnyRoute {
  return route({
    method: 'get',
    path: '/sellers',
    operationId: 'listSellers',
    summary: 'Sellers; all of them for administrators, else the approved ones',
    tag: 'sellers',
    access: { allow: 'anyone' },
    query: pageQuery({
      sorts: SELLER_SORTS,
      filters: { state: z.enum(SELLER_STATES).optional(), reference: referenceField.optional() },
    }),
    replies: { 200: { description: 'A page of sellers.', schema: pageSchema(sellerWire) } },
    errors: ['cursor-mismatch'],
    example: { query: { sort: 'name', limit: '10' } },
    handle: async (ctx, { query }) => {
      const { sort, limit, next, ...filter } = query;
      const scope = isAdmin(ctx) ? ({ all: true } as const) : ({ visibleTo: 'anyone' } as const);
      const page = await listSellers(parts, scope, filter, { sort, limit, next });
      return ok({ data: page.data.map('all' in scope ? sellerToWire : publicSellerToWire), next: page.next });
    },
  });
}
