import { wireId } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { CART_HOLDER, orderScope } from '../../access.ts';
import { findOrder } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import type { Order } from '../../domain/order.ts';
import { orderError } from '../../errors.ts';
import { EXAMPLE_GUEST, inOrder } from '../../wire-examples.ts';
import { orderToWire, orderWire, timelineToWire, timelineWire } from '../../wire.ts';

const shared = {
  method: 'get',
  tag: 'orders',
  access: CART_HOLDER,
  params: z.strictObject({ orderId: wireId('order') }),
  errors: ['order-not-found'],
  example: { params: inOrder, headers: EXAMPLE_GUEST },
} as const;

export function showOrderRoute(orders: Orders): AnyRoute {
  return route({
    ...shared,
    path: '/orders/:orderId',
    operationId: 'showOrder',
    summary: 'One order, for its buyer or an administrator',
    replies: { 200: { description: 'The order.', schema: orderWire } },
    handle: async (ctx, { params }) => {
      const order = await showOrder(orders, ctx, params.orderId);
      return ok(orderToWire(order), { version: order.version });
    },
  });
}

export function showTimelineRoute(orders: Orders): AnyRoute {
  return route({
    ...shared,
    path: '/orders/:orderId/timeline',
    operationId: 'showTimeline',
    summary: 'What has happened to an order, by when it happened',
    replies: { 200: { description: 'The timeline.', schema: timelineWire } },
    handle: async (ctx, { params }) => {
      const order = await showOrder(orders, ctx, params.orderId);
      return ok(timelineToWire(order.timeline));
    },
  });
}

async function showOrder(orders: Orders, ctx: RequestContext, orderId: Id): Promise<Order> {
  const order = await findOrder(orders.store, orderScope(ctx), orderId);
  if (order === null) throw orderError('order-not-found');
  return order;
}
