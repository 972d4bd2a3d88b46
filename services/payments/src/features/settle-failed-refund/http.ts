import { exampleId, wireId, wirePrice, wireTime } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import {
  decodeCursor,
  encodeCursor,
  ok,
  page,
  pageQuery,
  pageSchema,
  route,
  type AnyRoute,
} from '@souk/platform/http';
import { z } from 'zod';
import { findRefund, listRefunds } from '../../data/refunds.ts';
import type { PaymentsContext } from '../../deps.ts';
import { PAID_FROM, REFUND_OUTCOMES, REFUND_STATES, type Refund } from '../../domain/refund.ts';
import { paymentError } from '../../errors.ts';
import { retryRefund } from './retry-refund.ts';
import { settleRefundOutside } from './settle-refund-outside.ts';

const settlement = z.strictObject({
  /** `own-account`: the marketplace has paid the buyer past the provider; `provider`: by hand, at the provider. */
  paidFrom: z.enum(PAID_FROM),
  /** What proves it: the number of a transfer, the name of the one who did it. */
  reference: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{Cc}]*[^\p{Cc}\s][^\p{Cc}]*$/u),
});

const refundReply = z
  .strictObject({
    id: wireId('refund'),
    orderId: wireId('order'),
    state: z.enum(REFUND_STATES),
    amount: wirePrice,
    requestedAt: wireTime,
    /** Why it failed: the provider's code, or `provider-unavailable`. */
    failure: z.strictObject({ reason: z.string(), at: wireTime }).nullable(),
    settlement: settlement.nullable(),
    /** What goes back on which payment, and what became of it; `attempt` counts new beginnings after refusals. */
    parts: z.array(
      z.strictObject({
        paymentId: wireId('payment'),
        amount: wirePrice,
        outcome: z.enum(REFUND_OUTCOMES),
        attempt: z.int(),
      }),
    ),
  })
  .meta({ id: 'PaymentRefund' });

const admin = { allow: 'roles', roles: ['admin'] } as const;
const tag = 'payments';
const params = z.strictObject({ refundId: wireId('refund') });
const example = { params: { refundId: exampleId('refund') } };

/** `/refunds` as an administrator sees them, and what can be done about those that have failed. */
export function failedRefundRoutes(deps: PaymentsContext): AnyRoute[] {
  return [listRoute(deps), showRoute(deps), retryRoute(deps), settleRoute(deps)];
}

function listRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'get',
    path: '/refunds',
    operationId: 'listRefunds',
    summary: 'Refunds, oldest first; `state=failed` are those that wait for a decision',
    tag,
    access: admin,
    query: pageQuery({
      filters: { state: z.enum(REFUND_STATES).optional(), orderId: wireId('order').optional() },
    }),
    replies: { 200: { description: 'A page of refunds.', schema: pageSchema(refundReply) } },
    errors: ['cursor-mismatch'],
    example: { query: { state: 'failed' } },
    handle: async (_ctx, { query: { limit, next, ...filter } }) => {
      const scope = { filter, sort: 'oldest' };
      const after = next === undefined ? null : String(decodeCursor(next, scope)[0]);
      const refunds = await listRefunds(deps.store, { all: true }, { filter, after, limit: limit + 1 });
      const shown = refunds.slice(0, limit);
      const last = refunds.length > limit ? shown.at(-1) : undefined;
      return ok(
        page(shown.map(refundView), last === undefined ? null : encodeCursor([last.refundId], scope)),
      );
    },
  });
}

function showRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'get',
    path: '/refunds/:refundId',
    operationId: 'getRefund',
    summary: 'A refund',
    tag,
    access: admin,
    params,
    replies: { 200: { description: 'The refund.', schema: refundReply } },
    errors: ['refund-not-found'],
    example,
    handle: async (_ctx, input) => {
      const refund = await findRefund(deps.store, input.params.refundId);
      if (refund === null) throw paymentError('refund-not-found');
      return ok(refundView(refund));
    },
  });
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

function refundView(refund: Refund): z.infer<typeof refundReply> {
  const { refundId, orderId, state, amount, requestedAt, failure, parts } = refund;
  return {
    id: refundId,
    orderId,
    state,
    amount: moneyToWire(amount),
    requestedAt: requestedAt.toISOString(),
    failure: failure && { reason: failure.reason, at: failure.at.toISOString() },
    settlement: refund.settlement,
    parts: parts.map((part) => ({ ...part, amount: moneyToWire(part.amount) })),
  };
}
