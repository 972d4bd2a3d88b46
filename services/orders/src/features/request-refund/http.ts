import { exampleId, wireId, wirePrice } from '@souk/contracts';
import { moneyFromWire } from '@souk/kernel';
import { created, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { SELLER_OR_ADMIN } from '../../access.ts';
import type { Orders } from '../../deps.ts';
import { refundToWire, refundWire, text } from '../../wire.ts';
import { requestRefund } from './request-refund.ts';

export function requestRefundRoute(orders: Orders): AnyRoute {
  return route({
    method: 'post',
    path: '/refunds',
    operationId: 'requestRefund',
    summary: 'Gives back part or all of what a consignment cost: the amounts named, or all that remains',
    tag: 'orders',
    access: SELLER_OR_ADMIN,
    body: z.strictObject({
      consignmentId: wireId('consignment'),
      lines: z
        .array(z.strictObject({ orderLineId: wireId('orderLine'), amount: wirePrice }))
        .min(1)
        .max(100)
        .optional(),
      freight: wirePrice.optional(),
      reason: text(200),
    }),
    replies: { 201: { description: 'The refund is on its way.', schema: refundWire } },
    errors: [
      'consignment-not-found',
      'order-state',
      'order-line-unknown',
      'refund-too-large',
      'refund-empty',
      'currency-refused',
    ],
    example: { body: { consignmentId: exampleId('consignment'), reason: 'damaged on the way' } },
    handle: async (ctx, { body }) => {
      const { order, refund } = await requestRefund(orders, ctx, {
        consignmentId: body.consignmentId,
        lines:
          body.lines?.map(({ orderLineId, amount }) => ({ orderLineId, amount: moneyFromWire(amount) })) ??
          null,
        freight: body.freight === undefined ? null : moneyFromWire(body.freight),
        reason: body.reason,
      });
      return created(`/orders/${order.orderId}`, refundToWire(refund));
    },
  });
}
