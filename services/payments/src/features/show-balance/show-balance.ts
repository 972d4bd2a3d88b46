import type { Id } from '@souk/kernel';
import { isAccount, type RequestContext, type SellerScope } from '@souk/platform/context';
import { paymentError } from '../../errors.ts';

/**
 * The scope for a seller's money: its own staff and administrators.
 * @throws DomainError `seller-not-found` for anybody else, as for a seller that is not there.
 */
export function sellerAskedFor(ctx: RequestContext, sellerId: Id): SellerScope {
  const isOwn = isAccount(ctx.identity, 'seller') && ctx.identity.sellerId === sellerId;
  if (!isOwn && !isAccount(ctx.identity, 'admin')) throw paymentError('seller-not-found');
  return { sellerId };
}
