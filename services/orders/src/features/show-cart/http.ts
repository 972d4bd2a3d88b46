import { wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { CART_HOLDER, buyerScope } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import { cartToWire, cartWire } from '../../wire-cart.ts';
import { EXAMPLE_GUEST, inCart } from '../../wire-examples.ts';
import { showCart } from './show-cart.ts';

export function showCartRoute(orders: Orders): AnyRoute {
  return route({
    method: 'get',
    path: '/carts/:cartId',
    operationId: 'showCart',
    summary: 'One cart',
    tag: 'orders',
    access: CART_HOLDER,
    params: z.strictObject({ cartId: wireId('cart') }),
    replies: { 200: { description: 'The cart.', schema: cartWire } },
    errors: ['cart-not-found'],
    example: { params: inCart, headers: EXAMPLE_GUEST },
    handle: async (ctx, { params }) => {
      const cart = await showCart(orders, buyerScope(ctx), params.cartId);
      return ok(cartToWire(cart));
    },
  });
}
