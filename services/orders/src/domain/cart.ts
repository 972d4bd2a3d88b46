import type { Id } from '@souk/kernel';
import type { Address } from './order.ts';

/** Different offers in one cart. */
export const CART_LINE_LIMIT = 100;
/** Pieces of one offer in one cart. */
export const QUANTITY_LIMIT = 999;

export type CartLine = { readonly offerId: Id; readonly quantity: number };

/** `checking-out` while the buyer is away at 3-D Secure; `ordered` and `merged` are ends. */
export type CartState = 'open' | 'checking-out' | 'ordered' | 'merged';

export type Cart = {
  readonly cartId: Id;
  readonly customerId: Id | null;
  readonly tokenHash: string | null;
  readonly state: CartState;
  readonly lines: readonly CartLine[];
  readonly email: string | null;
  readonly address: Address | null;
  /** The order that it became, or the cart that took its lines. */
  readonly orderId: Id | null;
  readonly mergedInto: Id | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

/** Lines of both carts; of what is in both, the pieces of both, up to the limit of a line. */
export function mergeLines(into: readonly CartLine[], from: readonly CartLine[]): readonly CartLine[] {
  const merged = new Map(into.map((line) => [line.offerId, line.quantity]));
  for (const { offerId, quantity } of from) {
    merged.set(offerId, Math.min(QUANTITY_LIMIT, (merged.get(offerId) ?? 0) + quantity));
  }
  return [...merged].map(([offerId, quantity]) => ({ offerId, quantity }));
}
