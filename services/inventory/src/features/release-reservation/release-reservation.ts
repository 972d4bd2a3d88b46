import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Inventory } from '../../deps.ts';
import type { Reservation } from '../../domain/reservation.ts';
import { settleReservation } from '../settle-reservation/settle-reservation.ts';

/**
 * Gives the pieces of a reservation back; a sold one stays sold.
 * @returns the reservation as it is then; null when there is none.
 */
export async function releaseReservation(
  inventory: Inventory,
  ctx: RequestContext,
  id: Id,
): Promise<Reservation | null> {
  return settleReservation(inventory, ctx, id, 'release');
}
