import type { Id } from '@souk/kernel';
import { isAccount, type AdminScope, type RequestContext, type SellerScope } from '@souk/platform/context';
import type { Access } from '@souk/platform/http';
import { sellersError } from './errors.ts';

export const ADMIN_ONLY = { allow: 'roles', roles: ['admin'] } as const satisfies Access;
export const STAFF_OR_ADMIN = { allow: 'roles', roles: ['seller', 'admin'] } as const satisfies Access;

/** Whether an administrator asks. */
export function isAdmin({ identity }: Pick<RequestContext, 'identity'>): boolean {
  return isAccount(identity, 'admin');
}

/**
 * The scope in which the request may deal with this seller: all for an administrator, else the seller for whom the
 * account acts.
 * @throws DomainError `seller-not-found` when the account acts for nobody.
 */
export function scopeOf({ identity }: Pick<RequestContext, 'identity'>): SellerScope | AdminScope {
  if (isAccount(identity, 'admin') || identity.kind === 'system') return { all: true };
  if (identity.kind === 'account' && identity.sellerId !== null) return { sellerId: identity.sellerId };
  throw sellersError('seller-not-found');
}

/** Whether the request comes from the seller's own people: its staff, or who applied for it. */
export function isOwn(
  { identity }: Pick<RequestContext, 'identity'>,
  seller: { readonly sellerId: Id; readonly ownerId: Id | null },
): boolean {
  if (identity.kind !== 'account') return false;
  return identity.sellerId === seller.sellerId || identity.accountId === seller.ownerId;
}
