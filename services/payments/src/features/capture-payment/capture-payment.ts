import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findPayment } from '../../data/payments.ts';
import type { PaymentsContext } from '../../deps.ts';
import { isOpen, type Payment } from '../../domain/payment.ts';
import { paymentError } from '../../errors.ts';
import { callProvider } from '../../provider-call.ts';
import { recordReport } from '../record-report/record-report.ts';

/**
 * Takes the money of an authorised payment, once however often it is asked. Payment, ledger and event change together.
 * @returns the payment captured; or as it has ended without its money (declined, voided, expired), for good.
 * @throws DomainError `payment-not-found`, `payment-state` when it is not authorised yet, `provider-unavailable` when it is
 * not known yet whether the money was taken.
 */
export function capturePayment(deps: PaymentsContext, ctx: RequestContext, paymentId: Id): Promise<Payment> {
  return deps.store.recent.whileAsked(paymentId, () => capture(deps, ctx, paymentId));
}

async function capture(deps: PaymentsContext, ctx: RequestContext, paymentId: Id): Promise<Payment> {
  const recent = deps.store.recent.find(paymentId);
  const payment =
    recent?.state === 'authorised' ? recent : await findPayment(deps.store, { all: true }, paymentId);
  if (payment === null) throw paymentError('payment-not-found', { paymentId });
  if (!isOpen(payment.state)) return payment;
  if (payment.state !== 'authorised') throw paymentError('payment-state', { state: payment.state });
  await deps.faults.reach('payments.capture.before');
  const report = await callProvider(deps, ctx, {
    paymentId,
    run: (call) => deps.provider.capture(call, paymentId),
    isDone: (found) => found.state !== 'authorised',
  });
  await deps.faults.reach('payments.capture.between');
  const captured = await recordReport(deps, ctx, { payment, report, heardBy: 'answer' });
  await deps.faults.reach('payments.capture.after');
  return captured;
}
