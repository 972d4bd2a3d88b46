import { exampleId, wireId } from '@souk/contracts';
import { mapPage, ok, pageByKey, pageQuery, pageSchema, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import { findRefund, listRefunds } from '../../data/refunds.ts';
import type { PaymentsContext } from '../../deps.ts';
import { REFUND_STATES, type Refund } from '../../domain/refund.ts';
import { paymentError } from '../../errors.ts';
import { refundReply, refundView } from '../refund-view.ts';

const admin = { allow: 'roles', roles: ['admin'] } as const;

/** Refunds as an administrator sees them; buyers see theirs on the order. */
export function refundRoutes(deps: PaymentsContext): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/refunds',
      operationId: 'listRefunds',
      summary: 'Refunds, oldest first; `state=failed` are those that wait for a decision',
      tag: 'payments',
      access: admin,
      query: pageQuery({
        filters: { state: z.enum(REFUND_STATES).optional(), orderId: wireId('order').optional() },
      }),
      replies: { 200: { description: 'A page of refunds.', schema: pageSchema(refundReply) } },
      errors: ['cursor-mismatch'],
      example: { query: { state: 'failed' } },
      handle: async (_ctx, { query: { limit, next, ...filter } }) => {
        const list = { filter, sort: 'oldest', key: ({ refundId }: Refund) => refundId };
        const found = await pageByKey({ limit, next }, list, (range) =>
          listRefunds(deps.store, { all: true }, { filter, ...range }),
        );
        return ok(mapPage(found, refundView));
      },
    }),
    route({
      method: 'get',
      path: '/refunds/:refundId',
      operationId: 'getRefund',
      summary: 'A refund',
      tag: 'payments',
      access: admin,
      params: z.strictObject({ refundId: wireId('refund') }),
      replies: { 200: { description: 'The refund.', schema: refundReply } },
      errors: ['refund-not-found'],
      example: { params: { refundId: exampleId('refund') } },
      handle: async (_ctx, input) => {
        const refund = await findRefund(deps.store, input.params.refundId);
        if (refund === null) throw paymentError('refund-not-found');
        return ok(refundView(refund));
      },
    }),
  ];
}
