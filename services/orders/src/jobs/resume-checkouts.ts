import type { Job } from '@souk/platform/service';
import { findAbandoned } from '../data/checkouts.ts';
import type { Orders } from '../deps.ts';
import { runCheckout } from '../features/check-out/run-checkout.ts';
import { takeOver } from '../features/check-out/take-over.ts';

const AT_ONCE = 16;

/** Goes on with checkouts whose worker died or was left without an answer, from where they stand. */
export function resumeCheckoutsJob(orders: Orders): Job {
  return {
    name: 'orders.resume-checkouts',
    everyMs: orders.config.sweepMs,
    run: async (ctx) => {
      const abandoned = await findAbandoned(orders.store, orders.machineClock.now(), AT_ONCE);
      const results = await Promise.allSettled(
        abandoned
          .filter(({ checkoutId }) => !orders.underWay.has(checkoutId))
          .map(async (checkout) => {
            const taken = await takeOver(orders, checkout);
            if (taken !== null) await runCheckout(orders, ctx, taken);
          }),
      );
      for (const result of results) {
        if (result.status === 'rejected')
          orders.log.error({ err: result.reason }, 'a checkout could not go on');
      }
    },
  };
}
