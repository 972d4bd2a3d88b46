import type { RequestContext } from '@souk/platform/context';
import type { Seller } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';

/** Lets the owner's account act for the seller; again changes nothing. An imported seller has no owner. */
export async function assignOwner(
  parts: Pick<SellersParts, 'identity'>,
  ctx: RequestContext,
  seller: Pick<Seller, 'sellerId' | 'ownerId'>,
): Promise<void> {
  if (seller.ownerId === null) return;
  await parts.identity.assignSeller(ctx, { accountId: seller.ownerId, sellerId: seller.sellerId });
}
