import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { Orders } from '../../deps.ts';
import { cartToWire, cartWire } from '../../wire-cart.ts';
import { openCart } from './open-cart.ts';

const reply = cartWire
  .extend({
    token: z.string().nullable().meta({
      description: 'A guest’s key to cart, checkout and order (header Cart-Token). Shown this once.',
    }),
  })
  .meta({ id: 'OpenedCart' });

export function openCartRoute(orders: Orders): AnyRoute {
  return route({
    method: 'post',
    path: '/carts',
    operationId: 'openCart',
    summary: 'Opens a cart, for a guest or for the account that asks',
    tag: 'orders',
    access: { allow: 'anyone' },
    replies: { 201: { description: 'The cart, with its token for a guest.', schema: reply } },
    errors: [],
    example: {},
    handle: async (ctx) => {
      const { cart, token } = await openCart(orders, ctx);
      return created(`/carts/${cart.cartId}`, { ...cartToWire(cart), token }, { version: cart.version });
    },
  });
}
