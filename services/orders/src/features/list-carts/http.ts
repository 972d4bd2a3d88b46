import { customerScope } from '@souk/platform/context';
import { ok, page, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { listCarts } from '../../data/carts.ts';
import type { Orders } from '../../deps.ts';
import { cursorAfter, pageOf } from '../../paging.ts';
import { cartToWire, cartWire } from '../../wire-cart.ts';

const sort = 'newest';

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
      const cursorScope = { filter: scope, sort };
      const carts = await listCarts(orders.store, scope, pageOf(query, cursorScope));
      const next = cursorAfter(carts, query.limit, { ...cursorScope, id: (cart) => cart.cartId });
      return ok(page(carts.slice(0, query.limit).map(cartToWire), next));
    },
  });
}
