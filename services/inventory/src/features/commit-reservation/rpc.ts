import { ReservationState, type InventoryService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { Inventory } from '../../deps.ts';
import { wireState } from '../../domain/reservation.ts';
import { commitReservation } from './commit-reservation.ts';

/** Answers InventoryService.CommitReservation. */
export function commitRpc(
  inventory: Inventory,
): PortImplementation<typeof InventoryService>['commitReservation'] {
  return async (ctx, { reservationId }) => {
    const reservation = await commitReservation(inventory, ctx, reservationId);
    return { state: reservation === null ? ReservationState.UNKNOWN : wireState(reservation.state) };
  };
}
