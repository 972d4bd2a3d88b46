import type { InventoryService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import type { Inventory } from '../../deps.ts';
import { returnStock } from './return-stock.ts';

/** Answers InventoryService.ReturnStock. */
export function returnRpc(inventory: Inventory): PortImplementation<typeof InventoryService>['returnStock'] {
  return async (ctx, { returnId, reservationId, lines }) => {
    await returnStock(inventory, ctx, {
      returnId,
      reservationId,
      lines: lines.map(({ offerId, quantity }) => ({ offerId, quantity })),
    });
    return {};
  };
}
