import { exampleId, wireId } from '@souk/contracts';
import { ok, route, type AnyRoute, type Reply } from '@souk/platform/http';
import { z } from 'zod';
import { CART_HOLDER } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import type { Cart } from '../../domain/cart.ts';
import { cartToWire, cartWire, quantityWire } from '../../wire-cart.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_EMAIL, EXAMPLE_GUEST, inCart } from '../../wire-examples.ts';
import { addressFromWire, addressWire, emailWire } from '../../wire.ts';
import { changeCart } from './change-cart.ts';

const replies = { 200: { description: 'The cart afterwards.', schema: cartWire } };
const closed = ['cart-not-found', 'cart-closed', 'checkout-in-progress', 'stale-version'];
const ofCart = z.strictObject({ cartId: wireId('cart') });
const ofLine = z.strictObject({ cartId: wireId('cart'), offerId: wireId('offer') });
const onLine = { ...inCart, offerId: exampleId('offer') };
const shared = { tag: 'orders', access: CART_HOLDER } as const;

export function changeCartRoutes(orders: Orders): readonly AnyRoute[] {
  return [addLine(orders), setLine(orders), removeLine(orders), deliverTo(orders)];
}

function addLine(orders: Orders): AnyRoute {
  return route({
    ...shared,
    method: 'post',
    path: '/carts/:cartId/lines',
    operationId: 'addToCart',
    summary: 'Puts pieces of an offer into the cart, on top of those already there',
    params: ofCart,
    body: z.strictObject({ offerId: wireId('offer'), quantity: quantityWire }),
    replies: { 201: { description: 'The cart afterwards.', schema: cartWire } },
    errors: [...closed, 'offer-unknown', 'offer-unavailable', 'cart-full', 'quantity-limit'],
    example: {
      params: inCart,
      headers: EXAMPLE_GUEST,
      body: { offerId: exampleId('offer'), quantity: 2 },
    },
    handle: async (ctx, { params, body }) => {
      const change = { type: 'add', line: body } as const;
      const cart = await changeCart(orders, ctx, { cartId: params.cartId, change });
      return { ...reply(cart), status: 201 };
    },
  });
}

function setLine(orders: Orders): AnyRoute {
  return route({
    ...shared,
    method: 'patch',
    path: '/carts/:cartId/lines/:offerId',
    operationId: 'changeCartLine',
    summary: 'Sets how many pieces of an offer the cart holds',
    params: ofLine,
    body: z.strictObject({ quantity: quantityWire }),
    replies,
    errors: [...closed, 'line-not-found'],
    example: { params: onLine, headers: EXAMPLE_GUEST, body: { quantity: 3 } },
    handle: async (ctx, { params, body }) => {
      const line = { offerId: params.offerId, quantity: body.quantity };
      return reply(await changeCart(orders, ctx, { cartId: params.cartId, change: { type: 'set', line } }));
    },
  });
}

function removeLine(orders: Orders): AnyRoute {
  return route({
    ...shared,
    method: 'delete',
    path: '/carts/:cartId/lines/:offerId',
    operationId: 'removeCartLine',
    summary: 'Takes an offer out of the cart',
    params: ofLine,
    replies,
    errors: [...closed, 'line-not-found'],
    example: { params: onLine, headers: EXAMPLE_GUEST },
    handle: async (ctx, { params }) => {
      const change = { type: 'remove', offerId: params.offerId } as const;
      return reply(await changeCart(orders, ctx, { cartId: params.cartId, change }));
    },
  });
}

function deliverTo(orders: Orders): AnyRoute {
  return route({
    ...shared,
    method: 'put',
    path: '/carts/:cartId/delivery',
    operationId: 'setCartDelivery',
    summary: 'Says where the cart is to be delivered, and whom to tell',
    params: ofCart,
    body: z.strictObject({ address: addressWire, email: emailWire.optional() }),
    replies,
    errors: closed,
    example: {
      params: inCart,
      headers: EXAMPLE_GUEST,
      body: { address: EXAMPLE_ADDRESS, email: EXAMPLE_EMAIL },
    },
    handle: async (ctx, { params, body }) => {
      const address = addressFromWire(body.address);
      const change = { type: 'deliver-to', address, email: body.email ?? null } as const;
      return reply(await changeCart(orders, ctx, { cartId: params.cartId, change }));
    },
  });
}

function reply(cart: Cart): Reply {
  return ok(cartToWire(cart), { version: cart.version });
}
