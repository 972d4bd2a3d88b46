import { PaymentMethod, PaymentState, type Payment } from '@souk/contracts';
import { money } from '@souk/kernel';
import type { CheckoutPayment, PaymentState as State } from '../../domain/checkout.ts';
import type { PaymentMethod as Method } from '../../domain/order.ts';

export const METHODS: Readonly<Record<Method, PaymentMethod>> = {
  card: PaymentMethod.CARD,
  debit: PaymentMethod.DEBIT,
  voucher: PaymentMethod.VOUCHER,
  slip: PaymentMethod.SLIP,
};

const STATES: Readonly<Record<PaymentState, State>> = {
  [PaymentState.UNSPECIFIED]: 'created',
  [PaymentState.CREATED]: 'created',
  [PaymentState.REQUIRES_ACTION]: 'requires-action',
  [PaymentState.PENDING]: 'pending',
  [PaymentState.UNDER_REVIEW]: 'under-review',
  [PaymentState.AUTHORISED]: 'authorised',
  [PaymentState.CAPTURED]: 'captured',
  [PaymentState.DECLINED]: 'declined',
  [PaymentState.VOIDED]: 'voided',
  [PaymentState.EXPIRED]: 'expired',
};

/** The payment as payments has answered it to be. */
export function withAnswer(payment: CheckoutPayment, answer: Payment): CheckoutPayment {
  const state = STATES[answer.state];
  const captured = state === 'captured';
  return {
    ...payment,
    state,
    captured: captured
      ? money(answer.captured?.amount ?? payment.amount.amount, payment.amount.currency)
      : payment.captured,
    capturedAt: captured ? new Date(Number(answer.capturedAtMs)) : payment.capturedAt,
    declineCode: answer.declineCode === '' ? null : answer.declineCode,
    actionUrl: answer.actionUrl === '' ? null : answer.actionUrl,
    slipReference: answer.slipReference === '' ? null : answer.slipReference,
  };
}
