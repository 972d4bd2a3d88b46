import { exampleId, wireId } from '@souk/contracts';
import { ok, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { PaymentsContext } from '../../deps.ts';
import { refundReply, refundView, settlement } from '../refund-view.ts';
import { retryRefund } from './retry-refund.ts';
import { settleRefundOutside } from './settle-refund-outside.ts';

const admin = { allow: 'roles', roles: ['admin'] } as const;
const tag = 'payments';
const params = z.strictObject({ refundId: wireId('refund') });
const example = { params: { refundId: exampleId('refund') } };

/** What an administrator can do about a refund that has failed. */
export function failedRefundRoutes(deps: PaymentsContext): AnyRoute[] {
  return [retryRoute(deps), settleRoute(deps)];
}

function retryRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'post',
    path: '/refunds/:refundId/retries',
    operationId: 'retryRefund',
    summary: 'Ask the provider again for a refund that has failed',
    tag,
    access: admin,
    params,
    replies: { 200: { description: 'The refund, as far as it has come.', schema: refundReply } },
    errors: ['refund-not-found', 'refund-state'],
    example,
    handle: async (ctx, input) => ok(refundView(await retryRefund(deps, ctx, input.params.refundId))),
  });
}

function settleRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'post',
    path: '/refunds/:refundId/settlements',
    operationId: 'settleRefundOutside',
    summary: 'Enter that the buyer of a failed refund has the money all the same',
    tag,
    access: admin,
    params,
    body: settlement,
    replies: { 200: { description: 'The refund, settled.', schema: refundReply } },
    errors: ['refund-not-found', 'refund-state', 'refund-not-at-provider', 'provider-unavailable'],
    example: { ...example, body: { paidFrom: 'own-account', reference: 'transfer 2018-0042' } },
    handle: async (ctx, input) =>
      ok(refundView(await settleRefundOutside(deps, ctx, input.params.refundId, input.body))),
  });
}
