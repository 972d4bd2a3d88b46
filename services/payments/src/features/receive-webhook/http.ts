import { exampleId } from '@souk/contracts';
import { noContent, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { PaymentsContext } from '../../deps.ts';
import { receiveWebhook } from './receive-webhook.ts';

const total = { amount: 5_990, currency: 'BRL' };
const nothing = { ...total, amount: 0 };
const at = '2026-03-01T10:00:00.000Z';

/** What the sandbox provider tells of a payment that was captured. */
const EXAMPLE_WEBHOOK = {
  id: exampleId('event'),
  type: 'payment.changed',
  payment: {
    reference: exampleId('payment'),
    orderReference: exampleId('order'),
    sequence: 1,
    method: 'card',
    state: 'captured',
    amount: total,
    captured: total,
    refunded: nothing,
    fee: { ...total, amount: 209 },
    instalments: 1,
    declineCode: null,
    actionUrl: null,
    slipReference: null,
    capturedAt: at,
    refunds: [],
    createdAt: at,
  },
};

export function webhookRoute(deps: PaymentsContext): AnyRoute {
  return route({
    method: 'post',
    path: '/webhooks/:provider',
    operationId: 'receiveWebhook',
    summary: 'Take in a signed webhook of a payment provider',
    tag: 'payments',
    access: { allow: 'signature' },
    rate: 'unlimited',
    params: z.strictObject({ provider: z.string().max(40) }),
    replies: { 204: { description: 'Taken in; need not be sent again.', schema: null } },
    errors: ['provider-unknown', 'webhook-signature', 'webhook-body'],
    example: { params: { provider: 'sandbox' }, body: EXAMPLE_WEBHOOK },
    handle: async (ctx, { params, headers, rawBody }) => {
      await receiveWebhook(deps, ctx, { provider: params.provider, headers, rawBody });
      return noContent();
    },
  });
}
