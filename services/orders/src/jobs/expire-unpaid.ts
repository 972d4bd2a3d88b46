import type { Job } from '@souk/platform/service';
import { findLapsed } from '../data/checkouts.ts';
import type { Orders } from '../deps.ts';
import { backOut, failWith } from '../domain/checkout-news.ts';
import { isWaiting } from '../domain/checkout.ts';
import { applyNews } from '../features/check-out/apply-news.ts';

const AT_ONCE = 16;

/** Undoes checkouts whose buyer did not come back from 3-D Secure, and orders whose money did not come, in time. */
export function expireUnpaidJob(orders: Orders): Job {
  return {
    name: 'orders.expire-unpaid',
    everyMs: orders.config.sweepMs,
    run: async (ctx) => {
      const now = orders.clock.now();
      const lapsed = await findLapsed(orders.store, now, AT_ONCE);
      const results = await Promise.allSettled(
        lapsed.map(({ checkoutId, heldUntil }) =>
          applyNews(orders, ctx, {
            checkoutId,
            newsId: `lapse:${heldUntil.toISOString()}`,
            change: (checkout) =>
              isWaiting(checkout) && checkout.heldUntil <= now
                ? backOut(checkout, failWith('payment-expired'))
                : null,
          }),
        ),
      );
      for (const result of results) {
        if (result.status === 'rejected')
          orders.log.error({ err: result.reason }, 'a checkout could not lapse');
      }
    },
  };
}
