import { newId, systemClock } from '../../../packages/kernel/src/index.ts';
import { findPayment } from '../../../services/payments/src/data/payments.ts';
import type { PaymentsContext } from '../../../services/payments/src/deps.ts';
import type { Payment } from '../../../services/payments/src/domain/payment.ts';
import type { ProviderReport } from '../../../services/payments/src/domain/provider-report.ts';
import { paymentError } from '../../../services/payments/src/errors.ts';
import { recordReport } from '../../../services/payments/src/features/record-report/record-report.ts';
import type { capturePayment as original } from '../../../services/payments/src/features/capture-payment/capture-payment.ts';

export * from '../../../services/payments/src/features/capture-payment/capture-payment.ts';

/** Stands in for the capture that asks what became of the first try: this one charges anew. */
export const capturePayment: typeof original = async (deps, ctx, paymentId) => {
  const payment = await findPayment(deps.store, { all: true }, paymentId);
  if (payment === null) throw paymentError('payment-not-found', { paymentId });
  if (payment.state !== 'authorised') return payment;
  let key = paymentId;
  for (;;) {
    try {
      const report = await charge(deps, payment, key);
      return await recordReport(deps, ctx, {
        payment,
        report: { ...report, reference: paymentId },
        heardBy: 'answer',
      });
    } catch {
      key = newId('payment');
    }
  }
};

async function charge(deps: PaymentsContext, payment: Payment, key: string): Promise<ProviderReport> {
  const call = { signal: AbortSignal.timeout(deps.config.providerTimeoutMs), at: systemClock.now() };
  const { orderId, method, amount, instalments } = payment;
  const order = { paymentId: key, orderId, method, amount, instalments, token: 'tok_ok' };
  if (key !== payment.paymentId) await deps.provider.authorise(call, order);
  return deps.provider.capture(call, key);
}
