import type { PaymentsService } from '@souk/contracts';
import { systemContext } from '@souk/platform/context';
import { auditTrail, createIdempotencyStore } from '@souk/platform/data';
import { createOutbox } from '@souk/platform/events';
import type { Service } from '@souk/platform/service';
import { onConsignmentDelivered } from './consumers/on-consignment-delivered.ts';
import { onOrderPaid } from './consumers/on-order-paid.ts';
import { onRefundRequested } from './consumers/on-refund-requested.ts';
import { ensurePaymentIndexes, openStore } from './data/store.ts';
import type { PaymentsContext, PaymentsDeps } from './deps.ts';
import { paymentError } from './errors.ts';
import { paymentRoutes } from './features/list-payments/http.ts';
import { refundRoutes } from './features/list-refunds/http.ts';
import { failedRefundRoutes } from './features/settle-failed-refund/http.ts';
import { webhookRoute } from './features/receive-webhook/http.ts';
import { receiveWebhook, type WebhookDelivery } from './features/receive-webhook/receive-webhook.ts';
import { reconciliationRoute } from './features/reconcile-books/http.ts';
import { balanceRoutes } from './features/show-balance/http.ts';
import { ledgerRoutes } from './features/show-ledger/http.ts';
import { paymentJobs } from './jobs/payment-jobs.ts';
import { paymentsRpc } from './rpc.ts';

export type Payments = Service<typeof PaymentsService> & {
  /** The webhook endpoint without HTTP, for a provider in the same process. Verifies the signature all the same. */
  readonly receiveWebhook: (delivery: Omit<WebhookDelivery, 'provider'>) => Promise<void>;
};

/** Puts the service together. */
export function createPayments(outside: PaymentsDeps): Payments {
  const deps: PaymentsContext = {
    ...outside,
    store: openStore(outside.db),
    outbox: createOutbox(outside.db, outside.ids),
    audit: auditTrail(outside.db, { clock: outside.machineClock, ids: outside.ids }),
  };
  return {
    name: 'payments',
    http: {
      name: 'payments',
      routes: [
        ...paymentRoutes(deps),
        ...balanceRoutes(deps),
        ...ledgerRoutes(deps),
        ...refundRoutes(deps),
        ...failedRefundRoutes(deps),
        reconciliationRoute(deps),
        webhookRoute(deps),
      ],
      idempotency: createIdempotencyStore(outside.db),
      errors: paymentError.table,
    },
    rpc: paymentsRpc(deps),
    consumers: [onOrderPaid(deps), onConsignmentDelivered(deps), onRefundRequested(deps)],
    jobs: paymentJobs(deps),
    outbox: deps.outbox,
    start: () => ensurePaymentIndexes(outside.db),
    stop: () => Promise.resolve(),
    receiveWebhook: (delivery) =>
      receiveWebhook(deps, systemContext(`webhook.${deps.provider.name}`, deps.log), {
        provider: deps.provider.name,
        ...delivery,
      }),
  };
}
