import type { Id } from '@souk/kernel';
import type { Job } from '@souk/platform/service';
import { ABANDONABLE, nextCarts, removeCart, type OldCart } from '../data/abandoned-carts.ts';
import type { Orders } from '../deps.ts';

const EVERY_MS = 60_000;
const AT_ONCE = 500;
const DAY_MS = 24 * 60 * 60_000;

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
      let removed = 0;
      for (const state of ABANDONABLE) {
        const after = places.get(state) ?? '';
        const carts = await nextCarts(orders.store, { state, after, limit: AT_ONCE });
        const old = carts.filter((cart) => isAbandoned(orders, cart, now, cart.createdAt));
        for (const cart of old) {
          if (!isAbandoned(orders, cart, now, cart.updatedAt)) continue;
          if (await removeCart(orders.store, cart, now)) removed += 1;
        }
        // Younger ones follow, or none at all.
        const isRound = carts.length === AT_ONCE && old.length > 0;
        places.set(state, isRound ? (carts.at(-1)?._id ?? '') : '');
      }
      if (removed > 0) ctx.log.info({ removed }, 'abandoned carts were removed');
    },
  };
}

/** Whether so much time has passed `since` that the cart may go. */
function isAbandoned({ config }: Orders, { customerId }: OldCart, now: Date, since: Date): boolean {
  const days = customerId === undefined ? config.cartRetentionDays : config.customerCartRetentionDays;
  return days > 0 && now.getTime() - since.getTime() >= days * DAY_MS;
}
