import { wireId } from '@souk/contracts';
import { customerScope } from '@souk/platform/context';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Orders } from '../../deps.ts';
import { cartToWire, cartWire } from '../../wire-cart.ts';
import { EXAMPLE_TOKEN, inCart } from '../../wire-examples.ts';
import { mergeCarts } from './merge-carts.ts';

export function mergeCartsRoute(orders: Orders): AnyRoute {
  return route({
    method: 'post',
    path: '/carts/:cartId/merges',
    operationId: 'mergeCarts',
    summary: 'Moves the lines of a guest’s cart into the customer’s, after log-in',
    tag: 'orders',
    access: { allow: 'roles', roles: ['customer'] },
    params: z.strictObject({ cartId: wireId('cart') }),
    body: z.strictObject({ cartToken: z.string().min(32).max(64) }),
    replies: { 200: { description: 'The customer’s cart afterwards.', schema: cartWire } },
    errors: ['cart-not-found', 'cart-token-unknown', 'cart-merge-refused', 'cart-full'],
    example: { params: inCart, body: { cartToken: EXAMPLE_TOKEN } },
    handle: async (ctx, { params, body }) => {
      const merge = { scope: customerScope(ctx), cartId: params.cartId, cartToken: body.cartToken };
      const cart = await mergeCarts(orders, ctx, merge);
      return ok(cartToWire(cart), { version: cart.version });
    },
  });
}
