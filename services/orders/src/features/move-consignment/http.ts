import { exampleId, wireId, wireTime } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { SELLER_OR_ADMIN } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import { reportedTime } from '../../reported-time.ts';
import { EXAMPLE_TIME } from '../../wire-examples.ts';
import { sellersConsignmentToWire, sellersConsignmentWire } from '../../wire.ts';
import { moveConsignment } from './move-consignment.ts';

export function moveConsignmentRoute(orders: Orders): AnyRoute {
  return route({
    method: 'post',
    path: '/consignments/:consignmentId/transitions',
    operationId: 'moveConsignment',
    summary: 'The seller reports how far a consignment is; a hand-over before payment counts from payment on',
    tag: 'orders',
    access: SELLER_OR_ADMIN,
    params: z.strictObject({ consignmentId: wireId('consignment') }),
    body: z.strictObject({
      to: z.enum(['processing', 'invoiced', 'shipped', 'cancelled']),
      occurredAt: wireTime,
    }),
    replies: { 200: { description: 'The consignment afterwards.', schema: sellersConsignmentWire } },
    errors: [
      'consignment-not-found',
      'consignment-state',
      'consignment-events-full',
      'order-state',
      'reported-in-future',
      'stale-version',
    ],
    example: {
      params: { consignmentId: exampleId('consignment') },
      body: { to: 'processing', occurredAt: EXAMPLE_TIME },
    },
    handle: async (ctx, { params, body }) => {
      const { order, consignment } = await moveConsignment(orders, ctx, {
        consignmentId: params.consignmentId,
        to: body.to,
        occurredAt: reportedTime(orders, body.occurredAt),
      });
      return ok(sellersConsignmentToWire(order, consignment), { version: order.version });
    },
  });
}
