import { noContent, route, type AnyRoute } from '@souk/platform/http';
import { z } from 'zod';
import type { PaymentsContext } from '../../deps.ts';
import { receiveWebhook } from './receive-webhook.ts';

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
    example: { params: { provider: 'sandbox' } },
    handle: async (ctx, { params, headers, rawBody }) => {
      await receiveWebhook(deps, ctx, { provider: params.provider, headers, rawBody });
      return noContent();
    },
  });
}
