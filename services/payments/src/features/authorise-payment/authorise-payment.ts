import type { RequestContext } from '@souk/platform/context';
import { findPayment, insertPayment } from '../../data/payments.ts';
import type { PaymentsContext } from '../../deps.ts';
import { asksForTheSame, newPayment, type Payment, type PaymentOrder } from '../../domain/payment.ts';
import { requireSensible } from '../../domain/payment-rules.ts';
import { paymentError } from '../../errors.ts';
import { callProvider } from '../../provider-call.ts';
import { recordReport } from '../record-report/record-report.ts';

/**
 * Asks the provider to set the money aside. The payment is stored first, so that a crash leaves a trace that is followed
 * up; repeated under the same id, the call goes on where it was left. A decline is a state, not an error.
 * @throws DomainError `payment-mismatch` when the id names another payment, `provider-unavailable`, or of what can't be.
 */
export function authorisePayment(
  deps: PaymentsContext,
  ctx: RequestContext,
  order: PaymentOrder,
): Promise<Payment> {
  return deps.store.recent.whileAsked(order.paymentId, () => authorise(deps, ctx, order));
}

async function authorise(deps: PaymentsContext, ctx: RequestContext, order: PaymentOrder): Promise<Payment> {
  requireSensible(order, deps.config.currency);
  const payment = await storeOnce(deps, order);
  if (!asksForTheSame(payment, order)) throw paymentError('payment-mismatch', { paymentId: order.paymentId });
  if (payment.state !== 'created') return payment;
  await deps.faults.reach('payments.authorise.before');
  const report = await callProvider(deps, ctx, {
    paymentId: order.paymentId,
    run: (call) => deps.provider.authorise(call, order),
    isDone: () => true,
  });
  await deps.faults.reach('payments.authorise.between');
  const authorised = await recordReport(deps, ctx, { payment, report, heardBy: 'answer' });
  await deps.faults.reach('payments.authorise.after');
  return authorised;
}

async function storeOnce(deps: PaymentsContext, order: PaymentOrder): Promise<Payment> {
  const payment = newPayment(order);
  const now = deps.machineClock.now();
  const checkAt = new Date(now.getTime() + deps.config.doubtAfterMs);
  if (await insertPayment(deps.store, payment, { checkAt, now })) return payment;
  return (await findPayment(deps.store, { all: true }, order.paymentId)) ?? payment;
}
