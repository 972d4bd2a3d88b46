import type { EventEnvelope } from '@souk/contracts';
import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { hearNews, type PaymentNews } from '../domain/checkout-news.ts';
import { sameUuid } from '../domain/same-uuid.ts';
import { applyNews } from '../features/check-out/apply-news.ts';

/** Events of one payment of an order. */
type PaymentEventType = 'PaymentAuthorised' | 'PaymentCaptured' | 'PaymentDeclined' | 'PaymentExpired';

/** A consumer that lets news of a payment take effect on the order's checkout; `newsOf` gives null for other events. */
export function paymentConsumer(
  orders: Orders,
  name: string,
  type: PaymentEventType,
  newsOf: (event: EventEnvelope) => PaymentNews | null,
): Consumer {
  return {
    name: `orders.${name}`,
    types: [type],
    handle: async (ctx, event) => {
      const news = newsOf(event);
      if (news === null) return;
      // Events of payments have the order as their subject.
      const orderId = event.subject;
      const checkoutId = sameUuid('checkout', orderId);
      // Most news is of the saga's own captures, while it is on its last steps: when it has ended well, all of it is known.
      await Promise.allSettled([orders.underWay.get(checkoutId)]);
      if (orders.completedHere.has(checkoutId)) return;
      const checkout = await applyNews(orders, ctx, {
        checkoutId,
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
