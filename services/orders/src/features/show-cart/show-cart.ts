import type { Id } from '@souk/kernel';
import { findCart } from '../../data/carts.ts';
import type { BuyerScope } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import type { Cart } from '../../domain/cart.ts';
import { orderError } from '../../errors.ts';

/** The buyer's cart. @throws DomainError `cart-not-found` when there is none in this scope. */
export async function showCart(orders: Pick<Orders, 'store'>, scope: BuyerScope, cartId: Id): Promise<Cart> {
  const cart = await findCart(orders.store, scope, cartId);
  if (cart === null) throw orderError('cart-not-found');
  return cart;
}
