import { DAY_MS, type Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { newEvent } from '@souk/platform/events';
import { moveReservation, type Move } from '../../data/reservations.ts';
import { findLevels, holdAtOnce, holdPieces, releasePieces, sellPieces } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';
import {
  shortagesOf,
  type ReleaseOutcome,
  type Reservation,
  type Shortage,
} from '../../domain/reservation.ts';
import { restocked, soldOut } from './stock-events.ts';

/** Reservations that ended without a sale are remembered so long, for late repeats. */
const REMEMBERED_MS = 30 * DAY_MS;

/**
 * pending → held, or → out-of-stock. Several lines are taken at once; those that this leaves open one after the other,
 * in the common order. Null when somebody else has decided meanwhile: the pieces taken here may then be stray.
 */
export async function takeStock(
  inventory: Inventory,
  ctx: RequestContext,
  reservation: Reservation,
): Promise<Reservation | null> {
  const { store, faults } = inventory;
  const { id, lines } = reservation;
  const taken = new Set(lines.length > 1 ? await holdAtOnce(store.stocks, lines, id) : []);
  if (taken.size > 0) await faults.reach('inventory.hold.after');
  for (const line of lines.filter(({ offerId }) => !taken.has(offerId))) {
    let events = 0;
    const held = await holdPieces(store.stocks, line, id, () => {
      events += 1;
      return soldOut(inventory, ctx, line.offerId);
    });
    if (held && events > 0) store.signal.fire();
    await faults.reach('inventory.hold.after');
    if (held) {
      taken.add(line.offerId);
      continue;
    }
    const shortages = await shortagesNow(inventory, reservation, taken);
    if (shortages.length === 0) return takeStock(inventory, ctx, reservation);
    return refuse(inventory, ctx, reservation, {
      shortages,
      nothingTaken: taken.size === 0 && !reservation.contended,
    });
  }
  return moveReservation(store.reservations, id, 'pending', { to: 'held', dueAt: null });
}

/** held → selling: from here on the sale happens. */
export async function beginSale(inventory: Inventory, id: Id): Promise<Reservation | null> {
  return moveReservation(inventory.store.reservations, id, 'held', {
    to: 'selling',
    dueAt: dueSoon(inventory),
  });
}

/** selling → sold. */
export async function finishSale(
  inventory: Inventory,
  reservation: Reservation,
): Promise<Reservation | null> {
  await sellStock(inventory, reservation);
  const dueAt = reservation.contended ? lookAgain(inventory) : null;
  return moveReservation(inventory.store.reservations, reservation.id, 'selling', { to: 'sold', dueAt });
}

/** As `finishSale`, for the caller that began the sale: the mark itself is made later, together with others'. */
export async function finishOwnSale(
  inventory: Inventory,
  reservation: Reservation,
): Promise<Reservation | null> {
  if (reservation.contended) return finishSale(inventory, reservation);
  await sellStock(inventory, reservation);
  inventory.store.saleMarks.add(reservation.id);
  return { ...reservation, state: 'sold', dueAt: null };
}

async function sellStock({ store, faults }: Inventory, { id, lines }: Reservation): Promise<void> {
  await faults.reach('inventory.sale.begun');
  await sellPieces(store.stocks, lines, id);
  await faults.reach('inventory.sale.stock');
}

/** pending or held → releasing. Whoever is still taking stock for a pending one may leave a stray hold. */
export async function beginRelease(
  inventory: Inventory,
  reservation: Reservation,
  outcome: ReleaseOutcome,
  shortages: readonly Shortage[] = [],
): Promise<Reservation | null> {
  const { id, state } = reservation;
  const contended = state === 'pending' && outcome !== 'out-of-stock' ? ({ contended: true } as const) : {};
  const expired = outcome === 'expired' ? { onlyExpiredBy: inventory.clock.now() } : {};
  const move: Move = {
    to: 'releasing',
    outcome,
    dueAt: dueSoon(inventory),
    ...contended,
    ...expired,
    shortages,
  };
  return moveReservation(inventory.store.reservations, id, state, move);
}

/** releasing → released, expired or out-of-stock. */
export async function finishRelease(
  inventory: Inventory,
  ctx: RequestContext,
  reservation: Reservation,
): Promise<Reservation | null> {
  const { store, faults, clock, ids } = inventory;
  const { id, outcome, contended, lines } = reservation;
  await faults.reach('inventory.release.begun');
  await releasePieces(store.stocks, lines, id, restocked(inventory, ctx));
  await faults.reach('inventory.release.stock');
  const dueAt = contended ? lookAgain(inventory) : null;
  const data = { reservationId: id };
  const event =
    outcome === 'expired'
      ? { event: newEvent(ctx, clock, ids, { type: 'ReservationExpired', subject: id, data }) }
      : {};
  const ended = { to: outcome, dueAt, forgetAt: forgetAt(inventory), ...event } as const;
  const moved = await moveReservation(store.reservations, id, 'releasing', ended);
  store.signal.fire();
  return moved;
}

/** Which lines can't be had, besides those of which pieces are held already. */
async function shortagesNow(
  inventory: Inventory,
  reservation: Reservation,
  taken: ReadonlySet<Id>,
): Promise<readonly Shortage[]> {
  const open = reservation.lines.filter(({ offerId }) => !taken.has(offerId));
  const offerIds = open.map((line) => line.offerId);
  const levels = await findLevels(inventory.store.stocks, offerIds, { all: true });
  return shortagesOf(open, new Map(levels.map((level) => [level.offerId, level.available])));
}

async function refuse(
  inventory: Inventory,
  ctx: RequestContext,
  reservation: Reservation,
  { shortages, nothingTaken }: { shortages: readonly Shortage[]; nothingTaken: boolean },
): Promise<Reservation | null> {
  if (nothingTaken) {
    const ended = { to: 'out-of-stock', dueAt: null, shortages, forgetAt: forgetAt(inventory) } as const;
    return moveReservation(inventory.store.reservations, reservation.id, 'pending', ended);
  }
  const releasing = await beginRelease(inventory, reservation, 'out-of-stock', shortages);
  return releasing === null ? null : finishRelease(inventory, ctx, releasing);
}

function dueSoon(inventory: Inventory): Date {
  return new Date(inventory.machineClock.now().getTime() + inventory.config.inventoryLeaseMs);
}

function lookAgain(inventory: Inventory): Date {
  return new Date(inventory.machineClock.now().getTime() + inventory.config.inventoryRecheckMs);
}

function forgetAt(inventory: Inventory): Date {
  return new Date(inventory.machineClock.now().getTime() + REMEMBERED_MS);
}
