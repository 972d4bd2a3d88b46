import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findReservation, insertReservation } from '../../data/reservations.ts';
import type { Inventory } from '../../deps.ts';
import { normaliseLines, sameLines, type StockLine } from '../../domain/lines.ts';
import { isEnded, type Reservation } from '../../domain/reservation.ts';
import { inventoryError } from '../../errors.ts';
import { clearStrayHolds, settleReservation } from '../settle-reservation/settle-reservation.ts';
import { takeStock } from '../settle-reservation/steps.ts';

export type ReserveStock = {
  readonly reservationId: Id;
  readonly lines: readonly StockLine[];
  /** Business time. */
  readonly expiresAt: Date;
};

/**
 * Holds the pieces of all lines or of none. Costs one insert, one write for each line, and one write.
 * @returns the reservation: held, out of stock with the shortages, or what an earlier call under this id has made of it.
 * @throws DomainError `reservation-invalid`, `reservation-differs`, `stock-busy`.
 */
export async function reserveStock(
  inventory: Inventory,
  ctx: RequestContext,
  command: ReserveStock,
): Promise<Reservation> {
  const { store, machineClock, config, faults } = inventory;
  const id = command.reservationId;
  const lines = normaliseLines(command.lines);
  const dueAt = new Date(machineClock.now().getTime() + config.inventoryLeaseMs);
  const isNew = await insertReservation(store.reservations, {
    id,
    lines,
    expiresAt: command.expiresAt,
    dueAt,
  });
  if (isNew) {
    await faults.reach('inventory.reserve.inserted');
    const fresh = freshReservation(id, lines, command.expiresAt, dueAt);
    const settled = await takeStock(inventory, ctx, fresh);
    if (settled !== null) return settled;
  } else {
    const earlier = await findReservation(store.reservations, id);
    if (earlier !== null && !sameLines(earlier.lines, lines)) throw inventoryError('reservation-differs');
  }
  const reservation = await settleReservation(inventory, ctx, id, 'hold');
  // Only one that ended long ago is forgotten, and this one was there a moment before.
  if (reservation === null) return reserveStock(inventory, ctx, command);
  if (isNew && isEnded(reservation.state)) await clearStrayHolds(inventory, ctx, reservation);
  return reservation;
}

function freshReservation(id: Id, lines: readonly StockLine[], expiresAt: Date, dueAt: Date): Reservation {
  return {
    id,
    state: 'pending',
    lines,
    expiresAt,
    dueAt,
    outcome: 'released',
    shortages: [],
    contended: false,
    returns: [],
    openReturns: [],
  };
}
