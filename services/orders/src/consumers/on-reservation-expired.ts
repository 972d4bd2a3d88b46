import type { Consumer } from '@souk/platform/events';
import type { Orders } from '../deps.ts';
import { backOut, failWith } from '../domain/checkout-news.ts';
import { isWaiting } from '../domain/checkout.ts';
import { sameUuid } from '../domain/same-uuid.ts';
import { applyNews } from '../features/check-out/apply-news.ts';

/** The stock is no longer held for a checkout that waits: it has lapsed. Money that comes later finds its way. */
export function onReservationExpired(orders: Orders): Consumer {
  return {
    name: 'orders.on-reservation-expired',
    types: ['ReservationExpired'],
    handle: async (ctx, event) => {
      if (event.type !== 'ReservationExpired') return;
      const { reservationId } = event.data;
      await applyNews(orders, ctx, {
        checkoutId: sameUuid('checkout', reservationId),
        newsId: event.id,
        change: (checkout) =>
          isWaiting(checkout) && checkout.reservationId === reservationId
            ? backOut(checkout, failWith('payment-expired'))
            : null,
      });
    },
  };
}
