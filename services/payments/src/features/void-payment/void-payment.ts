import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findPayment } from '../../data/payments.ts';
import type { PaymentsContext } from '../../deps.ts';
import { isOpen, type Payment } from '../../domain/payment.ts';
import { paymentError } from '../../errors.ts';
import { callProvider } from '../../provider-call.ts';
import { recordReport } from '../record-report/record-report.ts';

/**
 * Lets an authorisation go. A payment that is already declined, voided or expired stays as it is.
 * @throws DomainError `payment-not-found`, `payment-state` when the money was taken, `provider-unavailable`.
 */
export async function voidPayment(
  deps: PaymentsContext,
  ctx: RequestContext,
  paymentId: Id,
): Promise<Payment> {
  const payment = await findPayment(deps.store, { all: true }, paymentId);
  if (payment === null) throw paymentError('payment-not-found', { paymentId });
  const voided = isOpen(payment.state) ? await letGo(deps, ctx, payment) : payment;
  if (voided.state === 'captured') throw paymentError('payment-state', { state: voided.state });
  return voided;
}

/** Voids an open payment at the provider; money that has come in the meantime is booked instead. */
export async function letGo(deps: PaymentsContext, ctx: RequestContext, payment: Payment): Promise<Payment> {
  const { paymentId, amount } = payment;
  await deps.faults.reach('payments.void.before');
  const report = await callProvider(deps, ctx, {
    paymentId,
    run: (call) => deps.provider.void(call, paymentId, amount.currency),
    isDone: (found) => ['voided', 'declined', 'captured'].includes(found.state),
  });
  await deps.faults.reach('payments.void.between');
  const voided = await recordReport(deps, ctx, { payment, report, heardBy: 'answer' });
  await deps.faults.reach('payments.void.after');
  return voided;
}
