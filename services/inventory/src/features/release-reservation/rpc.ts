import { ReservationState, type InventoryService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { Inventory } from '../../deps.ts';
import { wireState } from '../../domain/reservation.ts';
import { releaseReservation } from './release-reservation.ts';

/** Answers InventoryService.ReleaseReservation. */
export function releaseRpc(
  inventory: Inventory,
): PortImplementation<typeof InventoryService>['releaseReservation'] {
  return async (ctx, { reservationId }) => {
    const reservation = await releaseReservation(inventory, ctx, reservationId);
    return { state: reservation === null ? ReservationState.UNKNOWN : wireState(reservation.state) };
  };
}
