import type { RequestContext } from '@souk/platform/context';
import type { Job } from '@souk/platform/service';
import { findExpired } from '../data/reservations.ts';
import type { Inventory } from '../deps.ts';
import { settleReservation } from '../features/settle-reservation/settle-reservation.ts';

const BATCH = 200;

/** Releases held reservations whose time (business time) is over. */
export function expireReservationsJob(inventory: Inventory): Job {
  return {
    name: 'inventory.expire-reservations',
    everyMs: inventory.config.inventorySweepMs,
    run: (ctx) => expireReservations(inventory, ctx),
  };
}

/** One sweep over everything that has expired. */
export async function expireReservations(inventory: Inventory, ctx: RequestContext): Promise<void> {
  for (;;) {
    const expired = await findExpired(inventory.store.reservations, inventory.clock.now(), BATCH);
    for (const id of expired) await settleReservation(inventory, ctx, id, 'expire');
    if (expired.length < BATCH) return;
  }
}
