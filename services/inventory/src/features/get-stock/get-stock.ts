import type { Id } from '@souk/kernel';
import { isAccount, type AdminScope, type RequestContext, type SellerScope } from '@souk/platform/context';
import type { StockLevel } from '../../data/stocks.ts';
import type { Inventory } from '../../deps.ts';
import { inventoryError } from '../../errors.ts';
import { knownLevels } from './known-levels.ts';

/** Whose stock the caller may change and see in full; null for somebody who may only see what is available. */
export function stockScope(ctx: RequestContext): AdminScope | SellerScope | null {
  const { identity } = ctx;
  if (isAccount(identity, 'admin')) return { all: true };
  if (isAccount(identity, 'seller') && identity.sellerId !== null) return { sellerId: identity.sellerId };
  return null;
}

export type VisibleStock = { readonly level: StockLevel; readonly inFull: boolean };

/**
 * Stock of one offer. Everybody may see what is available, its seller and administrators the rest.
 * @throws DomainError `offer-not-found`.
 */
export async function getStock(
  inventory: Inventory,
  ctx: RequestContext,
  offerId: Id,
): Promise<VisibleStock> {
  const [level] = await knownLevels(inventory, ctx, [offerId], { all: true });
  if (level === undefined) throw inventoryError('offer-not-found');
  const scope = stockScope(ctx);
  const inFull = scope !== null && ('all' in scope || scope.sellerId === level.sellerId);
  return { level, inFull };
}

/**
 * Stock of one offer that the caller may change.
 * @throws DomainError `offer-not-found`, also for another seller's offer.
 */
export async function ownStock(inventory: Inventory, ctx: RequestContext, offerId: Id): Promise<StockLevel> {
  const scope = stockScope(ctx);
  const [level] = scope === null ? [] : await knownLevels(inventory, ctx, [offerId], scope);
  if (level === undefined) throw inventoryError('offer-not-found');
  return level;
}
