import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { beginReturn, finishReturn } from '../../data/reservations.ts';
import { returnPieces } from '../../data/returns.ts';
import type { Inventory } from '../../deps.ts';
import { normaliseLines, sameLines, type StockLine } from '../../domain/lines.ts';
import { canReturn, type Reservation } from '../../domain/reservation.ts';
import { inventoryError } from '../../errors.ts';
import { settleReservation } from '../settle-reservation/settle-reservation.ts';
import { restocked } from '../settle-reservation/stock-events.ts';

export type ReturnStock = {
  readonly returnId: string;
  readonly reservationId: Id;
  readonly lines: readonly StockLine[];
};

/**
 * Puts sold pieces back on the shelf. The same return again changes nothing.
 * @throws DomainError `reservation-invalid`, `reservation-not-sold`, `return-too-many`, `return-differs`.
 */
export async function returnStock(
  inventory: Inventory,
  ctx: RequestContext,
  command: ReturnStock,
): Promise<void> {
  const lines = normaliseLines(command.lines);
  const id = command.returnId;
  for (;;) {
    const reservation = await settleReservation(inventory, ctx, command.reservationId, 'rest');
    if (reservation?.state !== 'sold') throw inventoryError('reservation-not-sold');
    const earlier = reservation.returns.find((each) => each.id === id);
    if (earlier !== undefined && !sameLines(earlier.lines, lines)) throw inventoryError('return-differs');
    if (earlier === undefined) {
      if (!canReturn(reservation, lines)) throw inventoryError('return-too-many');
      const dueAt = new Date(inventory.machineClock.now().getTime() + inventory.config.inventoryLeaseMs);
      const begun = await beginReturn(inventory.store.reservations, reservation, { id, lines }, dueAt);
      if (!begun) continue;
      await inventory.faults.reach('inventory.return.begun');
    } else if (!reservation.openReturns.includes(id)) return;
    return finishStockReturn(inventory, ctx, { reservationId: reservation.id, id, lines });
  }
}

/** Finishes the returns of which the stock was not written yet. */
export async function finishReturns(
  inventory: Inventory,
  ctx: RequestContext,
  reservation: Reservation,
): Promise<void> {
  for (const each of reservation.returns) {
    if (reservation.openReturns.includes(each.id)) {
      await finishStockReturn(inventory, ctx, { ...each, reservationId: reservation.id });
    }
  }
}

async function finishStockReturn(
  inventory: Inventory,
  ctx: RequestContext,
  { id, reservationId, lines }: { id: string; reservationId: Id; lines: readonly StockLine[] },
): Promise<void> {
  const { store, faults } = inventory;
  await returnPieces(store.stocks, { id, lines }, restocked(inventory, ctx));
  store.signal.fire();
  await faults.reach('inventory.return.stock');
  await finishReturn(store.reservations, reservationId, id);
}
