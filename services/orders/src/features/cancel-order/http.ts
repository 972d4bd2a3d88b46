import { wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { CART_HOLDER } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import { EXAMPLE_GUEST, inOrder } from '../../wire-examples.ts';
import { orderToWire, orderWire, text } from '../../wire.ts';
import { cancelOrder } from './cancel-order.ts';

export function cancelOrderRoute(orders: Orders): AnyRoute {
  return route({
    method: 'post',
    path: '/orders/:orderId/cancellations',
    operationId: 'cancelOrder',
    summary: 'Calls off an order, or some of its consignments, before they are shipped',
    tag: 'orders',
    access: CART_HOLDER,
    params: z.strictObject({ orderId: wireId('order') }),
    body: z.strictObject({
      consignmentIds: z.array(wireId('consignment')).min(1).max(100).optional(),
      reason: text(200),
    }),
    replies: { 200: { description: 'The order afterwards.', schema: orderWire } },
    errors: [
      'order-not-found',
      'order-state',
      'order-busy',
      'consignment-not-found',
      'consignment-state',
      'stale-version',
    ],
    example: { params: inOrder, headers: EXAMPLE_GUEST, body: { reason: 'changed my mind' } },
    handle: async (ctx, { params, body }) => {
      const order = await cancelOrder(orders, ctx, {
        orderId: params.orderId,
        consignmentIds: body.consignmentIds ?? null,
        reason: body.reason,
      });
      return ok(orderToWire(order), { version: order.version });
    },
  });
}
