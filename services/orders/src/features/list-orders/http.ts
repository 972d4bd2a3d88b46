import { consignmentStatus } from '@souk/contracts';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { customerScope, isAccount, type RequestContext } from '@souk/platform/context';
import { CUSTOMER_OR_ADMIN } from '../../access.ts';
import { listOrders, type OrderScope } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import type { Order } from '../../domain/order.ts';
import { orderToWire, orderWire } from '../../wire.ts';

export function listOrdersRoute(orders: Orders): AnyRoute {
  return route({
    method: 'get',
    path: '/orders',
    operationId: 'listOrders',
    summary: 'The customer’s own orders, newest first; all of them for an administrator',
    tag: 'orders',
    access: CUSTOMER_OR_ADMIN,
    query: pageQuery({ filters: { status: consignmentStatus.optional() } }),
    replies: { 200: { description: 'A page of orders.', schema: pageSchema(orderWire) } },
    errors: [],
    example: {},
    handle: async (ctx, { query }) => {
      const scope = scopeOf(ctx);
      const filter = { status: query.status ?? null };
      const list = { filter: { ...scope, ...filter }, sort: 'newest', key: ({ orderId }: Order) => orderId };
      const found = await pageByKey(query, list, (range) => listOrders(orders.store, scope, filter, range));
      return ok(mapPage(found, orderToWire));
    },
  });
}

function scopeOf(ctx: RequestContext): OrderScope {
  return isAccount(ctx.identity, 'admin') ? { all: true } : customerScope(ctx);
}
