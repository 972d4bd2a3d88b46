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
  { offerId, before, limit }: { offerId: Id; before: Id | null; limit: number },
): Promise<{ readonly adjustments: readonly AdjustmentDocument[]; readonly more: boolean }> {
  await ownStock(inventory, ctx, offerId);
  const found = await findPage(inventory.store.adjustments, { offerId, before, limit: limit + 1 });
  return { adjustments: found.slice(0, limit), more: found.length > limit };
}
