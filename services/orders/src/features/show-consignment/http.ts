import { exampleId, wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { SELLER_OR_ADMIN, consignmentScope } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import { sellersConsignmentToWire, sellersConsignmentWire } from '../../wire.ts';
import { showConsignment } from './show-consignment.ts';

export function showConsignmentRoute(orders: Orders): AnyRoute {
  return route({
    method: 'get',
    path: '/consignments/:consignmentId',
    operationId: 'showConsignment',
    summary: 'One consignment, for its seller or an administrator',
    tag: 'orders',
    access: SELLER_OR_ADMIN,
    params: z.strictObject({ consignmentId: wireId('consignment') }),
    replies: { 200: { description: 'The consignment.', schema: sellersConsignmentWire } },
    errors: ['consignment-not-found'],
    example: { params: { consignmentId: exampleId('consignment') } },
    handle: async (ctx, { params }) => {
      const found = await showConsignment(orders, consignmentScope(ctx), params.consignmentId);
      return ok(sellersConsignmentToWire(found.order, found.consignment), { version: found.order.version });
    },
  });
}
