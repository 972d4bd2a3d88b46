import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { paymentConsumer } from './payment-consumer.ts';

/** A slip, review or 3-D Secure was not finished in time: the checkout is undone. */
export function onPaymentExpired(orders: Orders): Consumer {
  return paymentConsumer(orders, 'on-payment-expired', 'PaymentExpired', (event) => {
    if (event.type !== 'PaymentExpired') return null;
    return { kind: 'expired', paymentId: event.data.paymentId };
  });
}
