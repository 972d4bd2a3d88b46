import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { moveSeller, type Seller } from '../../domain/seller.ts';
import type { SellersParts } from '../../parts.ts';
import { writeSeller } from '../../write-seller.ts';
import { assignOwner } from './assign-owner.ts';

/**
 * Lets an applicant sell, or a suspended seller sell again, and its owner act for it.
 * @throws DomainError `seller-not-found`, `seller-state`, `stale-version`
 */
export async function approveSeller(
  parts: SellersParts,
  ctx: RequestContext,
  command: { readonly sellerId: Id; readonly commissionBasisPoints: number | undefined },
): Promise<Seller> {
  const { sellerId, commissionBasisPoints } = command;
  const seller = await writeSeller(parts, ctx, {
    scope: { all: true },
    sellerId,
    action: 'seller.approved',
    eventType: 'SellerApproved',
    decide: (before) => moveSeller(before, 'approve', { commissionBasisPoints, at: parts.clock.now() }),
  });
  await parts.faults.reach('approve-seller.assign-owner.before');
  try {
    await assignOwner(parts, ctx, seller);
  } catch (error) {
    // The approval stands: onSellerApproved assigns the owner as soon as identity answers.
    ctx.log.warn({ err: error, sellerId }, 'could not assign the owner at once');
  }
  return seller;
}
