import { setTimeout as delay } from 'node:timers/promises';
import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findReservation, takeOverReservation } from '../../data/reservations.ts';
import { releasePieces } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';
import { isEnded, nextStep, type Intent, type Reservation, type Step } from '../../domain/reservation.ts';
import { restocked } from './stock-events.ts';
import { beginRelease, beginSale, finishRelease, finishSale, takeStock } from './steps.ts';

/** How long a second caller waits before it looks again whether the first has finished. */
const LOOK_AGAIN_MS = 20;

/**
 * Brings a reservation to rest in the direction of `intent` and gives it as it is then; null when there is none. Every
 * step is a conditional write that a repeat does not repeat, so that a caller, its retry and the sweeper may meet.
 */
export async function settleReservation(
  inventory: Inventory,
  ctx: RequestContext,
  id: Id,
  intent: Intent,
): Promise<Reservation | null> {
  let reservation = await findReservation(inventory.store.reservations, id);
  // Set when this caller's writes may have come too late, after others had ended the reservation.
  let late = false;
  while (reservation !== null) {
    const step = nextStep(reservation.state, effectiveIntent(inventory, reservation, intent));
    if (step === 'answer') break;
    const moved: Reservation | null = await perform(inventory, ctx, reservation, step, intent);
    if (moved === null && step === 'take-stock') late = true;
    reservation = moved ?? (await findReservation(inventory.store.reservations, id));
  }
  if (late && reservation !== null && isEnded(reservation.state)) {
    await clearStrayHolds(inventory, ctx, reservation);
  }
  return reservation;
}

/** Gives back holds that a late write left behind for a reservation that has ended: it owns none any more. */
export async function clearStrayHolds(
  inventory: Inventory,
  ctx: RequestContext,
  reservation: Reservation,
): Promise<void> {
  await releasePieces(inventory.store.stocks, reservation.lines, reservation.id, restocked(inventory, ctx));
  inventory.store.signal.fire();
}

function effectiveIntent(inventory: Inventory, reservation: Reservation, intent: Intent): Intent {
  return intent === 'expire' && reservation.expiresAt > inventory.clock.now() ? 'rest' : intent;
}

/** Does one step; gives the reservation afterwards, or null when somebody else has moved it. */
async function perform(
  inventory: Inventory,
  ctx: RequestContext,
  reservation: Reservation,
  step: Exclude<Step, 'answer'>,
  intent: Intent,
): Promise<Reservation | null> {
  switch (step) {
    case 'take-stock':
      return takeStockInTurn(inventory, ctx, reservation);
    case 'begin-sale':
      return beginSale(inventory, reservation.id);
    case 'finish-sale':
      return finishSale(inventory, reservation);
    case 'begin-release':
      return beginRelease(inventory, reservation, intent === 'expire' ? 'expired' : 'released');
    case 'give-back':
      return finishRelease(inventory, ctx, reservation);
  }
}

/** Waits for the caller that has the reservation to itself; takes it over when that caller has gone silent. */
async function takeStockInTurn(
  inventory: Inventory,
  ctx: RequestContext,
  reservation: Reservation,
): Promise<Reservation | null> {
  const now = inventory.machineClock.now();
  if (reservation.dueAt !== null && reservation.dueAt > now) {
    await delay(LOOK_AGAIN_MS);
    return findReservation(inventory.store.reservations, reservation.id);
  }
  const dueAt = new Date(now.getTime() + inventory.config.inventoryLeaseMs);
  const taken = await takeOverReservation(inventory.store.reservations, reservation.id, now, dueAt);
  if (!taken) return findReservation(inventory.store.reservations, reservation.id);
  return takeStock(inventory, ctx, { ...reservation, contended: true });
}
