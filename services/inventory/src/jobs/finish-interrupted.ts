import type { RequestContext } from '@souk/platform/context';
import type { Job } from '@souk/platform/service';
import { findDueAdjustments } from '../data/adjustments.ts';
import { clearDue, findDue } from '../data/reservations.ts';
import type { Inventory } from '../deps.ts';
import { isDomainError } from '@souk/kernel';
import { isEnded, type Reservation } from '../domain/reservation.ts';
import { applyAdjustment } from '../features/adjust-stock/apply-adjustment.ts';
import { finishReturns } from '../features/return-stock/return-stock.ts';
import { clearStrayHolds, settleReservation } from '../features/settle-reservation/settle-reservation.ts';

const BATCH = 200;

/** Finishes what a crash or a silent caller left under way, in the direction in which it was going. */
export function finishInterruptedJob(inventory: Inventory): Job {
  return {
    name: 'inventory.finish-interrupted',
    everyMs: inventory.config.inventorySweepMs,
    run: (ctx) => finishInterrupted(inventory, ctx),
  };
}

/** One sweep over everything that is due. */
export async function finishInterrupted(inventory: Inventory, ctx: RequestContext): Promise<void> {
  const { store, machineClock } = inventory;
  for (;;) {
    const due = await findDue(store.reservations, machineClock.now(), BATCH);
    for (const reservation of due) await finish(inventory, ctx, reservation);
    if (due.length < BATCH) break;
  }
  for (const adjustment of await findDueAdjustments(store.adjustments, machineClock.now(), BATCH)) {
    try {
      await applyAdjustment(inventory, ctx, adjustment);
    } catch (error) {
      // A refusal has been written into the adjustment, which is what its caller will find.
      if (!isDomainError(error)) throw error;
      ctx.log.info({ adjustmentId: adjustment._id, code: error.code }, 'interrupted adjustment refused');
    }
  }
}

async function finish(inventory: Inventory, ctx: RequestContext, reservation: Reservation): Promise<void> {
  if (!isEnded(reservation.state)) {
    await settleReservation(inventory, ctx, reservation.id, 'rest');
    return;
  }
  await finishReturns(inventory, ctx, reservation);
  await clearStrayHolds(inventory, ctx, reservation);
  if (reservation.dueAt !== null) {
    await clearDue(inventory.store.reservations, reservation.id, reservation.dueAt);
  }
}
