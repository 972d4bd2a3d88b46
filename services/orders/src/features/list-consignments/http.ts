import { consignmentStatus } from '@souk/contracts';
import { sellerScope } from '@souk/platform/context';
import { ok, page, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { listOrdersOfSeller } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import { cursorAfter, pageOf } from '../../paging.ts';
import { sellersConsignmentToWire, sellersConsignmentWire } from '../../wire.ts';

/** An order has one consignment for each seller, so a page of a seller's orders is a page of consignments. */
export function listConsignmentsRoute(orders: Orders): AnyRoute {
  return route({
    method: 'get',
    path: '/consignments',
    operationId: 'listConsignments',
    summary: 'What the seller has to ship or has shipped, newest first',
    tag: 'orders',
    access: { allow: 'roles', roles: ['seller'] },
    query: pageQuery({ filters: { status: consignmentStatus.optional() } }),
    replies: { 200: { description: 'A page of consignments.', schema: pageSchema(sellersConsignmentWire) } },
    errors: [],
    example: {},
    handle: async (ctx, { query }) => {
      const scope = sellerScope(ctx);
      const filter = { status: query.status ?? null };
      const cursor = { filter: { ...scope, ...filter }, sort: 'newest' };
      const found = await listOrdersOfSeller(orders.store, scope, filter, pageOf(query, cursor));
      const next = cursorAfter(found, query.limit, { ...cursor, id: (order) => order.orderId });
      const rows = found
        .slice(0, query.limit)
        .flatMap((order) =>
          order.consignments
            .filter((consignment) => consignment.sellerId === scope.sellerId)
            .map((consignment) => sellersConsignmentToWire(order, consignment)),
        );
      return ok(page(rows, next));
    },
  });
}
