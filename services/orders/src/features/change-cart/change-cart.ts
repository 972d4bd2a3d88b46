import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import type { Id } from '@souk/kernel';
import { buyerScope, expectedVersion } from '../../access.ts';
import { addToLine, findCart, removeLine, setDelivery, setLine } from '../../data/carts.ts';
import type { Session } from '../../data/order-stream.ts';
import type { BuyerScope } from '../../data/orders.ts';
import type { Orders } from '../../deps.ts';
import { CART_LINE_LIMIT, type Cart, type CartLine } from '../../domain/cart.ts';
import type { Address } from '../../domain/order.ts';
import { orderError } from '../../errors.ts';

/** What a buyer does to a cart. */
export type CartChange =
  | { readonly type: 'add'; readonly line: CartLine }
  | { readonly type: 'set'; readonly line: CartLine }
  | { readonly type: 'remove'; readonly offerId: Id }
  | { readonly type: 'deliver-to'; readonly address: Address; readonly email: string | null };

/** A line that another request puts in or takes out between the two halves of an addition is met on the second try. */
const TRIES = 3;

/**
 * Changes a cart by one conditional write, so that no parallel change is lost.
 * @throws DomainError when the cart is not the buyer's, not open, of another version than asked for, or out of room.
 */
export async function changeCart(
  orders: Orders,
  ctx: RequestContext,
  { cartId, change }: { readonly cartId: Id; readonly change: CartChange },
): Promise<Cart> {
  const scope = buyerScope(ctx);
  if (change.type === 'add') await requireForSale(orders, ctx, change.line.offerId);
  const work = async (session: Session) => {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const cart = await write(orders, ctx, { scope, cartId, change, session });
      if (cart !== null) return cart;
    }
    throw await whyNot(orders, ctx, { scope, cartId, change, session });
  };
  return unitOfWork(orders.db, ctx, work, { single: true });
}

type Attempt = {
  readonly scope: BuyerScope;
  readonly cartId: Id;
  readonly change: CartChange;
  readonly session: Session;
};

function write(orders: Orders, ctx: RequestContext, attempt: Attempt): Promise<Cart | null> {
  const { store, machineClock } = orders;
  const { change, ...where } = attempt;
  const when = { ...where, now: machineClock.now(), version: expectedVersion(ctx) };
  switch (change.type) {
    case 'add':
      return addToLine(store, when, change.line);
    case 'set':
      return setLine(store, when, change.line);
    case 'remove':
      return removeLine(store, when, change.offerId);
    case 'deliver-to':
      return setDelivery(store, when, change);
  }
}

/** The refusal that the cart as it stands explains. */
async function whyNot(orders: Orders, ctx: RequestContext, attempt: Attempt) {
  const { scope, cartId, change, session } = attempt;
  const cart = await findCart(orders.store, scope, cartId, session);
  if (cart === null) return orderError('cart-not-found');
  if (cart.state === 'checking-out') return orderError('checkout-in-progress');
  if (cart.state !== 'open')
    return orderError('cart-closed', { orderId: cart.orderId, mergedInto: cart.mergedInto });
  const expected = expectedVersion(ctx);
  if (expected !== null && expected !== cart.version)
    return orderError('stale-version', { version: cart.version });
  const offerId =
    change.type === 'remove' ? change.offerId : change.type === 'deliver-to' ? '' : change.line.offerId;
  const has = cart.lines.some((line) => line.offerId === offerId);
  if (change.type !== 'add') return orderError('line-not-found');
  return !has && cart.lines.length >= CART_LINE_LIMIT
    ? orderError('cart-full')
    : orderError('quantity-limit');
}

async function requireForSale(orders: Orders, ctx: RequestContext, offerId: Id): Promise<void> {
  const { offers } = await orders.catalog.getOffers(ctx, { offerIds: [offerId] });
  const offer = offers[0];
  if (offer === undefined) {
    const { message } = orderError('offer-unknown');
    throw orderError('offer-unknown', {}, [{ pointer: '/offerId', rule: 'offer', message }]);
  }
  if (!offer.active) throw orderError('offer-unavailable', { offerIds: [offerId] });
}
