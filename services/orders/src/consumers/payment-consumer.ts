import type { EventEnvelope, EventType } from '@souk/contracts';
import type { Id } from '@souk/kernel';
import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { hearNews, type PaymentNews } from '../domain/checkout-news.ts';
import { sameUuid } from '../domain/same-uuid.ts';
import { applyNews } from '../features/check-out/apply-news.ts';

/** Events of one payment of an order. */
type PaymentEventType = 'PaymentAuthorised' | 'PaymentCaptured' | 'PaymentDeclined' | 'PaymentExpired';

type Of<T extends EventType> = Extract<EventEnvelope, { readonly type: T }>;

/** A consumer that lets news of a payment take effect on the order's checkout. */
export function paymentConsumer<T extends PaymentEventType>(
  orders: Orders,
  name: string,
  type: T,
  newsOf: (event: Of<T>) => PaymentNews,
): Consumer {
  return {
    name: `orders.${name}`,
    types: [type],
    handle: async (ctx, event) => {
      if (!isOfType(event, type)) return;
      const orderId: Id = event.data.orderId;
      const news = newsOf(event);
      const checkout = await applyNews(orders, ctx, {
        checkoutId: sameUuid('checkout', orderId),
        newsId: event.id,
        change: (now) => hearNews(now, news),
      });
      const stray = checkout === null || (checkout.state === 'failed' && !checkout.placed);
      if (stray && news.kind === 'captured')
        orders.log.error(
          { orderId, paymentId: news.paymentId },
          'money came for an order that was never placed',
        );
    },
  };
}

function isOfType<T extends EventType>(event: EventEnvelope, type: T): event is Of<T> {
  return event.type === type;
}
