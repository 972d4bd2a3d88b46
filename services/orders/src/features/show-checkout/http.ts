import { exampleId, wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { CART_HOLDER, orderScope } from '../../access.ts';
import { findCheckoutFor } from '../../data/checkouts.ts';
import type { Orders } from '../../deps.ts';
import { orderError } from '../../errors.ts';
import { checkoutToWire, checkoutWire } from '../../wire-cart.ts';
import { EXAMPLE_GUEST } from '../../wire-examples.ts';

export function showCheckoutRoute(orders: Orders): AnyRoute {
  return route({
    method: 'get',
    path: '/checkouts/:checkoutId',
    operationId: 'showCheckout',
    summary: 'How far a checkout is',
    tag: 'orders',
    access: CART_HOLDER,
    params: z.strictObject({ checkoutId: wireId('checkout') }),
    replies: { 200: { description: 'The checkout.', schema: checkoutWire } },
    errors: ['checkout-not-found'],
    example: { params: { checkoutId: exampleId('checkout') }, headers: EXAMPLE_GUEST },
    handle: async (ctx, { params }) => {
      const checkout = await findCheckoutFor(orders.store, orderScope(ctx), params.checkoutId);
      if (checkout === null) throw orderError('checkout-not-found');
      return ok(checkoutToWire(checkout));
    },
  });
}
