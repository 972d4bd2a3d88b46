import { moneyFromWire } from '@souk/kernel';
import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { paymentConsumer } from './payment-consumer.ts';

/** A slip has been paid. What the checkout captured itself it has entered itself, and this changes nothing. */
export function onPaymentCaptured(orders: Orders): Consumer {
  return paymentConsumer(orders, 'on-payment-captured', 'PaymentCaptured', ({ data }) => ({
    kind: 'captured',
    paymentId: data.paymentId,
    amount: moneyFromWire(data.amount),
    capturedAt: new Date(data.capturedAt),
  }));
}
