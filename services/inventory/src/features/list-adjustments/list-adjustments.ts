import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { listAdjustments as findPage } from '../../data/adjustments.ts';
import type { AdjustmentDocument } from '../../data/models.ts';
import type { Inventory } from '../../deps.ts';
import { ownStock } from '../get-stock/get-stock.ts';

/**
 * An offer's adjustments, newest first, for its seller and administrators.
 * @throws DomainError `offer-not-found`, also for another seller's offer.
 */
export async function listAdjustments(
  inventory: Inventory,
  ctx: RequestContext,
  page: { readonly offerId: Id; readonly after: Id | null; readonly limit: number },
): Promise<readonly AdjustmentDocument[]> {
  await ownStock(inventory, ctx, page.offerId);
  return findPage(inventory.store.adjustments, page);
}
