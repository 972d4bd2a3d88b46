import type { InventoryService } from '@souk/contracts';
import type { PortImplementation } from '@souk/platform/rpc';
import { findLevels } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';

/** Answers InventoryService.GetStock: one read, afresh. */
export function getStockRpc(inventory: Inventory): PortImplementation<typeof InventoryService>['getStock'] {
  return async (_ctx, { offerIds }) => {
    const levels = await findLevels(inventory.store.stocks, offerIds, { all: true });
    const known = new Map(levels.map((level) => [level.offerId, level]));
    return {
      stocks: offerIds.map((offerId) => {
        const { available = 0, reserved = 0, sold = 0 } = known.get(offerId) ?? {};
        return { offerId, available, reserved, sold };
      }),
    };
  };
}
