import { PaymentMethod as WireMethod, PaymentState as WireState } from '@souk/contracts';
import type { Payment, PaymentMethod, PaymentState } from '../domain/payment.ts';

const METHODS: Readonly<Record<PaymentMethod, WireMethod>> = {
  card: WireMethod.CARD,
  debit: WireMethod.DEBIT,
  voucher: WireMethod.VOUCHER,
  slip: WireMethod.SLIP,
};

const STATES: Readonly<Record<PaymentState, WireState>> = {
  created: WireState.CREATED,
  'requires-action': WireState.REQUIRES_ACTION,
  pending: WireState.PENDING,
  'under-review': WireState.UNDER_REVIEW,
  authorised: WireState.AUTHORISED,
  captured: WireState.CAPTURED,
  declined: WireState.DECLINED,
  voided: WireState.VOIDED,
  expired: WireState.EXPIRED,
};

/** A payment as it crosses to other services. */
export function paymentMessage(payment: Payment) {
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    method: METHODS[payment.method],
    state: STATES[payment.state],
    amount: { ...payment.amount },
    captured: { ...payment.captured },
    refunded: { ...payment.refunded },
    declineCode: payment.declineCode ?? '',
    actionUrl: payment.actionUrl ?? '',
    slipReference: payment.slipReference ?? '',
    instalments: payment.instalments,
    capturedAtMs: BigInt(payment.capturedAt?.getTime() ?? 0),
  };
}

/** The method that a message names; null for none that is known. */
export function methodOfMessage(method: WireMethod): PaymentMethod | null {
  switch (method) {
    case WireMethod.CARD:
      return 'card';
    case WireMethod.DEBIT:
      return 'debit';
    case WireMethod.VOUCHER:
      return 'voucher';
    case WireMethod.SLIP:
      return 'slip';
    case WireMethod.UNSPECIFIED:
      return null;
  }
}
