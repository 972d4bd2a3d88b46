import { consignmentStatus } from '@souk/contracts';
import { sellerScope } from '@souk/platform/context';
import { ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { listOrdersOfSeller } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import type { Order } from '../../domain/order.ts';
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
      const list = { filter: { ...scope, ...filter }, sort: 'newest', key: ({ orderId }: Order) => orderId };
      const { data, next } = await pageByKey(query, list, (range) =>
        listOrdersOfSeller(orders.store, scope, filter, range),
      );
      const rows = data.flatMap((order) =>
        order.consignments
          .filter((consignment) => consignment.sellerId === scope.sellerId)
          .map((consignment) => sellersConsignmentToWire(order, consignment)),
      );
      return ok({ data: rows, next });
    },
  });
}
