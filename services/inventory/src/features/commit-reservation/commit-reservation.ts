import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Inventory } from '../../deps.ts';
import type { Reservation } from '../../domain/reservation.ts';
import { settleReservation } from '../settle-reservation/settle-reservation.ts';
import { beginSale, finishOwnSale } from '../settle-reservation/steps.ts';

/**
 * Turns a held reservation into a sale; one whose time is over still counts as held until the sweeper has released it.
 * @returns the reservation as it is then (sold, or why not); null when there is none.
 */
export async function commitReservation(
  inventory: Inventory,
  ctx: RequestContext,
  id: Id,
): Promise<Reservation | null> {
  // The usual case costs two commands: nothing is read before the deciding write, nothing is waited for after the stock's.
  const selling = await beginSale(inventory, id);
  const sold = selling === null ? null : await finishOwnSale(inventory, selling);
  return sold ?? settleReservation(inventory, ctx, id, 'sell');
}
