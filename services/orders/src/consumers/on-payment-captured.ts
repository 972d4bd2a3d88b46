import { moneyFromWire } from '@souk/kernel';
import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { paymentConsumer } from './payment-consumer.ts';

/** A slip has been paid. What the checkout captured itself it has entered itself, and this changes nothing. */
export function onPaymentCaptured(orders: Orders): Consumer {
  return paymentConsumer(orders, 'on-payment-captured', 'PaymentCaptured', (event) => {
    if (event.type !== 'PaymentCaptured') return null;
    return {
      kind: 'captured',
      paymentId: event.data.paymentId,
      amount: moneyFromWire(event.data.amount),
      capturedAt: new Date(event.data.capturedAt),
    };
  });
}
