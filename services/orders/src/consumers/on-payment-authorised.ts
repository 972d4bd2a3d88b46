import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { paymentConsumer } from './payment-consumer.ts';

/** After 3-D Secure or a review: with all payments authorised, the checkout goes on. */
export function onPaymentAuthorised(orders: Orders): Consumer {
  return paymentConsumer(orders, 'on-payment-authorised', 'PaymentAuthorised', (event) => {
    if (event.type !== 'PaymentAuthorised') return null;
    return { kind: 'authorised', paymentId: event.data.paymentId };
  });
}
