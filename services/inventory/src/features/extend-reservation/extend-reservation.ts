import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { extendReservation as moveExpiry } from '../../data/reservations.ts';
import type { Inventory } from '../../deps.ts';
import type { Reservation } from '../../domain/reservation.ts';
import { settleReservation } from '../settle-reservation/settle-reservation.ts';

/**
 * Holds a held reservation until `expiresAt` (business time).
 * @returns the reservation as it is then: held, or what it has become instead; null when there is none.
 */
export async function extendReservation(
  inventory: Inventory,
  ctx: RequestContext,
  { id, expiresAt }: { id: Id; expiresAt: Date },
): Promise<Reservation | null> {
  for (;;) {
    const reservation = await settleReservation(inventory, ctx, id, 'rest');
    if (reservation?.state !== 'held') return reservation;
    if (await moveExpiry(inventory.store.reservations, id, expiresAt)) return { ...reservation, expiresAt };
  }
}
