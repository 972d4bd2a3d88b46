import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { paymentConsumer } from './payment-consumer.ts';

/** A review or 3-D Secure came to nothing: the checkout is undone. */
export function onPaymentDeclined(orders: Orders): Consumer {
  return paymentConsumer(orders, 'on-payment-declined', 'PaymentDeclined', (event) => {
    if (event.type !== 'PaymentDeclined') return null;
    return { kind: 'declined', paymentId: event.data.paymentId, code: event.data.code };
  });
}
