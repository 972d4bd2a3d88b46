import type { Id, Money } from '@souk/kernel';
import { orderError } from '../errors.ts';
import {
  allAuthorised,
  judgePayments,
  type Checkout,
  type CheckoutFailure,
  type CheckoutPayment,
} from './checkout.ts';

/** What has become of a payment, as payments tells it later than in its answer. */
export type PaymentNews =
  | { readonly kind: 'authorised'; readonly paymentId: Id }
  | { readonly kind: 'captured'; readonly paymentId: Id; readonly amount: Money; readonly capturedAt: Date }
  | { readonly kind: 'declined'; readonly paymentId: Id; readonly code: string }
  | { readonly kind: 'expired'; readonly paymentId: Id };

type Change = Partial<Pick<Checkout, 'payments' | 'state' | 'position' | 'failure' | 'stock'>>;

/**
 * What the news changes in a checkout at rest (waiting or ended); null when nothing. Money that comes for a checkout that
 * has failed opens it once more at its end, where the order decides what becomes of it.
 */
export function hearNews(checkout: Checkout, news: PaymentNews): Change | null {
  const payments = checkout.payments.map((payment) =>
    payment.paymentId === news.paymentId ? withNews(payment, news) : payment,
  );
  if (checkout.state === 'failed') {
    return news.kind === 'captured' && checkout.placed
      ? { payments, state: 'running', position: 'sell-stock' }
      : null;
  }
  if (checkout.state !== 'requires-action' && checkout.state !== 'awaiting-payment') return null;
  if (news.kind === 'declined' || news.kind === 'expired')
    return { payments, ...backOut(checkout, failureOf(news)) };
  if (checkout.state === 'awaiting-payment')
    return allAuthorised(payments)
      ? { payments, state: 'running', position: 'capture-payments' }
      : { payments };
  return judgePayments(payments).kind === 'requires-action'
    ? { payments }
    : { payments, state: 'running', position: 'keep-reservation' };
}

/** Begins the undoing of a checkout at rest. */
export function backOut(checkout: Checkout, failure: CheckoutFailure): Change {
  return {
    state: 'undoing',
    position: checkout.placed ? 'place-order' : 'authorise-payments',
    failure,
  };
}

/** A failure by its code in the table of errors. */
export function failWith(
  code: Parameters<typeof orderError>[0],
  details: Readonly<Record<string, unknown>> = {},
): CheckoutFailure {
  const { kind, message } = orderError(code);
  return { code, kind, message, details, errors: [] };
}

function failureOf(news: PaymentNews & { kind: 'declined' | 'expired' }): CheckoutFailure {
  const { paymentId } = news;
  return news.kind === 'expired'
    ? failWith('payment-expired', { paymentId })
    : failWith('payment-declined', { paymentId, declineCode: news.code });
}

function withNews(payment: CheckoutPayment, news: PaymentNews): CheckoutPayment {
  switch (news.kind) {
    case 'captured':
      return {
        ...payment,
        state: 'captured',
        actionUrl: null,
        captured: news.amount,
        capturedAt: news.capturedAt,
      };
    case 'authorised':
      return payment.state === 'captured' ? payment : { ...payment, state: 'authorised', actionUrl: null };
    case 'declined':
      return { ...payment, state: 'declined', actionUrl: null, declineCode: news.code };
    case 'expired':
      return { ...payment, state: 'expired', actionUrl: null };
  }
}
