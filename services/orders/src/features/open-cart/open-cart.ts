import { isAccount, type RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { hashToken, newCartToken } from '../../access.ts';
import { findCart, insertCart } from '../../data/carts.ts';
import type { Orders } from '../../deps.ts';
import type { Cart } from '../../domain/cart.ts';
import { orderError } from '../../errors.ts';

/** A new cart. A guest gets its token, which is shown this once; a customer's cart opens with the account. */
export async function openCart(
  orders: Orders,
  ctx: RequestContext,
): Promise<{ readonly cart: Cart; readonly token: string | null }> {
  const { store, ids, machineClock } = orders;
  const customerId = isAccount(ctx.identity) ? ctx.identity.accountId : null;
  const opened = await unitOfWork(
    orders.db,
    ctx,
    async (session) => {
      const token = customerId === null ? newCartToken() : null;
      const now = machineClock.now();
      const cart: Cart = {
        cartId: ids('cart'),
        customerId,
        tokenHash: token === null ? null : hashToken(token),
        state: 'open',
        lines: [],
        email: null,
        address: null,
        orderId: null,
        mergedInto: null,
        version: 1,
        createdAt: now,
        updatedAt: now,
      };
      await insertCart(store, cart, session);
      return { cartId: cart.cartId, token, cart: session === null ? cart : null };
    },
    { single: true },
  );
  const { cartId, token } = opened;
  if (opened.cart !== null) return { cart: opened.cart, token };
  const scope = token === null ? { customerId: customerId ?? '' } : { tokenHash: hashToken(token) };
  const cart = await findCart(store, scope, cartId);
  if (cart === null) throw orderError('cart-not-found');
  return { cart, token };
}
