import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { isAdmin, scopeOf } from './access.ts';
import { findSeller } from './data/sellers.ts';
import type { Seller } from './domain/seller.ts';
import { sellersError } from './errors.ts';
import type { SellersParts } from './parts.ts';

/** The seller, to whose staff the caller belongs, or any for an administrator. @throws DomainError `seller-not-found` */
export async function requireInsider(
  parts: Pick<SellersParts, 'stores'>,
  ctx: RequestContext,
  sellerId: Id,
): Promise<Seller> {
  const seller = await findSeller(parts.stores, scopeOf(ctx), sellerId);
  if (seller === null) throw sellersError('seller-not-found');
  return seller;
}

/** As `requireInsider`, for what only the owner or an administrator may do. @throws DomainError `owner-required` */
export async function requireOwner(
  parts: Pick<SellersParts, 'stores'>,
  ctx: RequestContext,
  sellerId: Id,
): Promise<Seller> {
  const seller = await requireInsider(parts, ctx, sellerId);
  const isOwner = ctx.identity.kind === 'account' && ctx.identity.accountId === seller.ownerId;
  if (!isOwner && !isAdmin(ctx)) throw sellersError('owner-required');
  return seller;
}
