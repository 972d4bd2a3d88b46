import { hash, randomBytes } from 'node:crypto';
import { customerScope, isAccount, sellerScope, type RequestContext } from '@souk/platform/context';
import type { Access } from '@souk/platform/http';
import type { BuyerScope, ConsignmentScope, OrderScope } from './data/orders.ts';
import { orderError } from './errors.ts';

/** Whoever holds a cart: a guest with its token, or an account. */
export const CART_HOLDER = { allow: 'cart-holder' } as const satisfies Access;
export const CUSTOMER_OR_ADMIN = { allow: 'roles', roles: ['customer', 'admin'] } as const satisfies Access;
export const SELLER_OR_ADMIN = { allow: 'roles', roles: ['seller', 'admin'] } as const satisfies Access;

/** A fresh cart token: 256 bits. Only its hash is stored. */
export function newCartToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashToken(token: string): string {
  return hash('sha256', token, 'base64url');
}

/** The carts, checkouts and orders that are the caller's own. */
export function buyerScope(ctx: RequestContext): BuyerScope {
  const guest = ctx.cartToken === null ? null : { tokenHash: hashToken(ctx.cartToken) };
  if (!isAccount(ctx.identity)) return guest ?? customerScope(ctx);
  return { customerId: ctx.identity.accountId, ...guest };
}

/** As `buyerScope`; an administrator sees every order. */
export function orderScope(ctx: RequestContext): OrderScope {
  return isAccount(ctx.identity, 'admin') ? { all: true } : buyerScope(ctx);
}

/** The seller's own consignments; an administrator sees all. */
export function consignmentScope(ctx: RequestContext): ConsignmentScope {
  return isAccount(ctx.identity, 'admin') ? { all: true } : sellerScope(ctx);
}

/** The version that the caller insists on; null when it does not. */
export function expectedVersion(ctx: RequestContext): number | null {
  if (ctx.ifMatch === null) return null;
  // What is no number matches no version.
  return /^\d{1,9}$/.test(ctx.ifMatch) ? Number(ctx.ifMatch) : -1;
}

/** @throws DomainError `stale-version` (412) when the caller insists on another version. */
export function requireVersion(ctx: RequestContext, version: number): void {
  const expected = expectedVersion(ctx);
  if (expected !== null && expected !== version) throw orderError('stale-version', { version });
}
