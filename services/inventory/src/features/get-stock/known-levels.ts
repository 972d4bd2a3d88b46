import type { Id } from '@souk/kernel';
import type { AdminScope, RequestContext, SellerScope } from '@souk/platform/context';
import { findLevels, openStock, type StockLevel } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';

/**
 * Stock of those of the offers that exist and lie within the scope. The catalogue is asked about offers that have no
 * stock record yet, which then get an empty one.
 */
export async function knownLevels(
  inventory: Inventory,
  ctx: RequestContext,
  offerIds: readonly Id[],
  scope: AdminScope | SellerScope,
): Promise<StockLevel[]> {
  const { store, catalog, machineClock } = inventory;
  const found = await findLevels(store.stocks, offerIds, { all: true });
  const there = new Set(found.map((level) => level.offerId));
  const missing = offerIds.filter((id) => !there.has(id));
  if (missing.length > 0) {
    const { offers } = await catalog.getOffers(ctx, { offerIds: missing });
    const opened = offers.map(({ offerId, sellerId }) => ({ offerId, sellerId }));
    await openStock(store.stocks, opened, machineClock.now());
    const offerIdsOpened = opened.map((offer) => offer.offerId);
    if (opened.length > 0) found.push(...(await findLevels(store.stocks, offerIdsOpened, { all: true })));
  }
  return 'sellerId' in scope ? found.filter((level) => level.sellerId === scope.sellerId) : found;
}
