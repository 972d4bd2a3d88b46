import type { RequestContext } from '@souk/platform/context';
import { once } from '@souk/platform/events';
import { findPayment } from '../../data/payments.ts';
import type { PaymentsContext } from '../../deps.ts';
import { paymentError } from '../../errors.ts';
import { recordReport } from '../record-report/record-report.ts';

export type WebhookDelivery = {
  readonly provider: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
};

/** A webhook that overtakes the answer to a call waits for it, rather than contend with it for the payment. */
const PATIENCE_MS = 250;

/**
 * Takes in a webhook. What a call has answered already is known without a look at the database; a change takes effect together with the
 * provider's event id, so that the same webhook does nothing a second time.
 * @throws DomainError `provider-unknown`, `webhook-signature`, `webhook-body`.
 */
export async function receiveWebhook(
  deps: PaymentsContext,
  ctx: RequestContext,
  delivery: WebhookDelivery,
): Promise<void> {
  if (delivery.provider !== deps.provider.name) throw paymentError('provider-unknown');
  const { id, report } = deps.provider.readWebhook(delivery);
  await deps.store.recent.answered(report.reference, PATIENCE_MS);
  // The call whose answer said as much was first: reports of a payment are numbered.
  if ((deps.store.recent.find(report.reference)?.sequence ?? 0) >= report.sequence) return;
  const payment = await findPayment(deps.store, { all: true }, report.reference);
  if (payment === null) {
    // Not of this shop (a shared provider account): sending it again would not help.
    ctx.log.warn({ paymentId: report.reference, webhook: id }, 'webhook of an unknown payment');
    return;
  }
  await recordReport(deps, ctx, {
    payment,
    report,
    heardBy: 'notice',
    within: (work) => once(deps.db, `webhook.${deps.provider.name}`, { id }, work),
  });
}
