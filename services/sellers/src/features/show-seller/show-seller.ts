import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { isAdmin, isOwn } from '../../access.ts';
import { findSeller } from '../../data/sellers.ts';
import type { Seller } from '../../domain/seller.ts';
import { sellersError } from '../../errors.ts';
import type { SellersParts } from '../../parts.ts';

/**
 * A seller, and whether the caller may see all of it. Others than its own people and administrators see a seller once it
 * is approved.
 * @throws DomainError `seller-not-found`
 */
export async function showSeller(
  parts: Pick<SellersParts, 'stores'>,
  ctx: RequestContext,
  sellerId: Id,
): Promise<{ readonly seller: Seller; readonly inFull: boolean }> {
  const seller = await findSeller(parts.stores, { all: true }, sellerId);
  if (seller === null) throw sellersError('seller-not-found');
  const inFull = isAdmin(ctx) || isOwn(ctx, seller);
  if (!inFull && seller.state !== 'approved') throw sellersError('seller-not-found');
  return { seller, inFull };
}
