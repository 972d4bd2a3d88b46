import { DAY_MS, type Id } from '@souk/kernel';
import type { Job } from '@souk/platform/service';
import { ABANDONABLE, nextCarts, removeCart, type OldCart } from '../data/abandoned-carts.ts';
import type { Orders } from '../deps.ts';

const EVERY_MS = 60_000;
const AT_ONCE = 500;

/**
 * Removes carts that nobody has changed for longer than the configuration says. Each run looks at some of them, in the
 * order in which they were opened, and the next goes on from there; after the last old one it starts over.
 */
export function removeAbandonedCartsJob(orders: Orders): Job {
  const places = new Map<string, Id>();
  return {
    name: 'orders.remove-abandoned-carts',
    everyMs: EVERY_MS,
    run: async (ctx) => {
      const now = orders.machineClock.now();
      const removableFrom = now.getTime() - shortestRetention(orders);
      let removed = 0;
      for (const state of ABANDONABLE) {
        const after = places.get(state) ?? '';
        const carts = await nextCarts(orders.store, { state, after, limit: AT_ONCE });
        for (const cart of carts) {
          if (!isAbandoned(orders, cart, now)) continue;
          if (await removeCart(orders.store, cart, now)) removed += 1;
        }
        places.set(state, placeAfter(carts, removableFrom));
      }
      if (removed > 0) ctx.log.info({ removed }, 'abandoned carts were removed');
    },
  };
}

/** Where the next run goes on: after these carts, or at the oldest when behind them are only carts too young to go. */
function placeAfter(carts: readonly OldCart[], removableFrom: number): Id {
  const last = carts[AT_ONCE - 1];
  return last !== undefined && last.createdAt.getTime() <= removableFrom ? last._id : '';
}

/** Whether nobody has changed the cart for as long as carts of its kind are kept. */
function isAbandoned({ config }: Orders, { customerId, updatedAt }: OldCart, now: Date): boolean {
  const days = customerId === undefined ? config.cartRetentionDays : config.customerCartRetentionDays;
  return days > 0 && now.getTime() - updatedAt.getTime() >= days * DAY_MS;
}

/** The shorter of the times, in milliseconds, after which carts go; 0 days stands for never. */
function shortestRetention({ config }: Orders): number {
  const days = [config.cartRetentionDays, config.customerCartRetentionDays].filter((each) => each > 0);
  return Math.min(...days) * DAY_MS;
}
