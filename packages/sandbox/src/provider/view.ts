import { moneyToWire, money } from '@souk/kernel';
import type { PaymentView } from '../client/api.ts';
import type { BookedPayment } from './payment.ts';

/** The payment as the provider tells it. `publicUrl` is where a buyer reaches the provider's challenge page. */
export function viewOf(payment: BookedPayment, publicUrl: string): PaymentView {
  const wire = (amount: bigint) => moneyToWire(money(amount, payment.currency));
  return {
    reference: payment.reference,
    orderReference: payment.orderReference,
    sequence: payment.sequence,
    method: payment.method,
    state: payment.state,
    amount: wire(payment.amount),
    captured: wire(payment.captured),
    refunded: wire(payment.refunded),
    fee: wire(payment.fee),
    instalments: payment.instalments,
    declineCode: payment.declineCode,
    actionUrl:
      payment.state === 'requires-action' ? `${publicUrl}/sandbox/v1/challenges/${payment.reference}` : null,
    slipReference: payment.slipReference,
    capturedAt: payment.capturedAt?.toISOString() ?? null,
    refunds: payment.refunds.map(({ key, amount, at }) => ({
      key,
      amount: wire(amount),
      at: at.toISOString(),
    })),
    createdAt: payment.createdAt.toISOString(),
  };
}
