import type { InventoryService } from '@souk/contracts';
import { isId } from '@souk/kernel';
import type { PortImplementation } from '@souk/platform/rpc';
import type { Inventory } from '../../deps.ts';
import { wireState } from '../../domain/reservation.ts';
import { inventoryError } from '../../errors.ts';
import { reserveStock } from './reserve-stock.ts';

/** Answers InventoryService.Reserve. */
export function reserveRpc(inventory: Inventory): PortImplementation<typeof InventoryService>['reserve'] {
  return async (ctx, request) => {
    if (!isId('reservation', request.reservationId)) {
      const message = 'Not the id of a reservation.';
      throw inventoryError('reservation-invalid', {}, [{ pointer: '/reservationId', rule: 'id', message }]);
    }
    const { state, shortages } = await reserveStock(inventory, ctx, {
      reservationId: request.reservationId,
      lines: request.lines.map(({ offerId, quantity }) => ({ offerId, quantity })),
      expiresAt: new Date(Number(request.expiresAtMs)),
    });
    return { state: wireState(state), shortages: shortages.map((each) => ({ ...each })) };
  };
}
