import { ReservationState, type InventoryService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { Inventory } from '../../deps.ts';
import { wireState } from '../../domain/reservation.ts';
import { extendReservation } from './extend-reservation.ts';

/** Answers InventoryService.ExtendReservation. */
export function extendRpc(
  inventory: Inventory,
): PortImplementation<typeof InventoryService>['extendReservation'] {
  return async (ctx, { reservationId, expiresAtMs }) => {
    const expiresAt = new Date(Number(expiresAtMs));
    const reservation = await extendReservation(inventory, ctx, { id: reservationId, expiresAt });
    return { state: reservation === null ? ReservationState.UNKNOWN : wireState(reservation.state) };
  };
}
