import type { Id } from '@souk/kernel';
import type { CustomerScope, RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { hashToken } from '../../access.ts';
import { closeMerged, findCart, findCartByToken, setLines } from '../../data/carts.ts';
import type { Orders } from '../../deps.ts';
import { CART_LINE_LIMIT, mergeLines, type Cart } from '../../domain/cart.ts';
import { orderError } from '../../errors.ts';

/**
 * Moves the lines of a guest's cart into the customer's after log-in, both in one transaction: a line that comes into
 * either cart meanwhile makes it run again, and one that comes later finds the guest's cart closed. Doing it again
 * changes nothing.
 */
export async function mergeCarts(
  orders: Orders,
  ctx: RequestContext,
  merge: { readonly scope: CustomerScope; readonly cartId: Id; readonly cartToken: string },
): Promise<Cart> {
  const { store } = orders;
  const { scope, cartId } = merge;
  return unitOfWork(orders.db, ctx, async (session) => {
    const [into, from] = [
      await findCart(store, scope, cartId, session),
      await findCartByToken(store, { tokenHash: hashToken(merge.cartToken) }, session),
    ];
    if (into === null) throw orderError('cart-not-found');
    if (from === null) throw unknownToken();
    if (from.mergedInto === cartId) return into;
    if (into.state !== 'open' || from.state !== 'open' || from.cartId === cartId)
      throw orderError('cart-merge-refused', { state: from.state });
    const lines = mergeLines(into.lines, from.lines);
    if (lines.length > CART_LINE_LIMIT) throw orderError('cart-full');
    const now = orders.machineClock.now();
    const merged = await setLines(store, { scope, cartId, now, version: into.version, session }, lines);
    const closed = await closeMerged(store, session, from, { into: cartId, now });
    if (merged === null || !closed) throw orderError('cart-merge-refused');
    return merged;
  });
}

function unknownToken() {
  const { message } = orderError('cart-not-found');
  return orderError('cart-token-unknown', {}, [{ pointer: '/cartToken', rule: 'cart-token', message }]);
}
