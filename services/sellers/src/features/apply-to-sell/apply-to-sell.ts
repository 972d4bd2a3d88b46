import type { Id } from '@souk/kernel';
import { requireInTime, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { insertSeller } from '../../data/sellers.ts';
import { applyToSell as apply, type Seller } from '../../domain/seller.ts';
import { sellersError } from '../../errors.ts';
import type { SellersParts } from '../../parts.ts';
import { sellerEvent, terms } from '../../write-seller.ts';

/**
 * An account applies to become a seller. It may have one application or seller that is not rejected.
 * @throws DomainError `already-selling`
 */
export async function applyToSell(
  parts: SellersParts,
  ctx: RequestContext,
  command: { readonly ownerId: Id; readonly name: string; readonly postcode: string },
): Promise<Seller> {
  if (ctx.identity.kind === 'account' && ctx.identity.sellerId !== null)
    throw sellersError('already-selling');
  requireInTime(ctx);
  return unitOfWork(parts.db, ctx, async (transaction) => {
    const seller = apply({
      ...command,
      sellerId: parts.ids('seller'),
      commissionBasisPoints: parts.config.defaultCommissionBasisPoints,
      at: parts.clock.now(),
    });
    await insertSeller(parts.stores, transaction, seller);
    await parts.audit.record(transaction, ctx, {
      action: 'seller.applied',
      subject: seller.sellerId,
      after: terms(seller),
    });
    await parts.outbox.add(transaction, ctx, parts.clock, [sellerEvent('SellerApplied', seller)]);
    return seller;
  });
}
