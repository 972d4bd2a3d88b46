import { customerScope } from '@souk/platform/context';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { listCarts } from '../../data/carts.ts';
import type { Orders } from '../../deps.ts';
import type { Cart } from '../../domain/cart.ts';
import { cartToWire, cartWire } from '../../wire-cart.ts';

export function listCartsRoute(orders: Orders): AnyRoute {
  return route({
    method: 'get',
    path: '/carts',
    operationId: 'listCarts',
    summary: 'The carts of the account that asks, newest first',
    tag: 'orders',
    access: { allow: 'roles', roles: ['customer'] },
    query: pageQuery({ filters: {} }),
    replies: { 200: { description: 'A page of carts.', schema: pageSchema(cartWire) } },
    errors: [],
    example: {},
    handle: async (ctx, { query }) => {
      const scope = customerScope(ctx);
      const list = { filter: scope, sort: 'newest', key: ({ cartId }: Cart) => cartId };
      const found = await pageByKey(query, list, (range) => listCarts(orders.store, scope, range));
      return ok(mapPage(found, cartToWire));
    },
  });
}
