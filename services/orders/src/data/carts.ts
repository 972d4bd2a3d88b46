import type { Id } from '@souk/kernel';
import type { CustomerScope } from '@souk/platform/context';
import { changing, type Write } from '@souk/platform/data';
import type { ClientSession, mongo } from 'mongoose';
import { CART_LINE_LIMIT, QUANTITY_LIMIT, type Cart, type CartLine } from '../domain/cart.ts';
import type { Address } from '../domain/order.ts';
import type { CartDocument } from './models.ts';
import { withSession, type Session } from './order-stream.ts';
import { ownedBy, type BuyerScope, type GuestScope, type PageOf } from './orders.ts';
import type { Store } from './store.ts';

/** Every change of a cart is one conditional write of its document, so that parallel changes all take effect. */
type Change = {
  readonly scope: BuyerScope;
  readonly cartId: Id;
  readonly now: Date;
  /** The version that the caller insists on, or null. */
  readonly version: number | null;
  readonly session: Session;
};

export async function insertCart(store: Store, cart: Cart, session: Session): Promise<void> {
  const { cartId, customerId, tokenHash, lines, ...rest } = cart;
  const document: CartDocument = {
    _id: cartId,
    ...rest,
    lines: [...lines],
    ...(customerId !== null && { customerId }),
    ...(tokenHash !== null && { tokenHash }),
  };
  await store.carts.insertOne(document, withSession(session));
}

export async function findCart(
  store: Store,
  scope: BuyerScope,
  cartId: Id,
  session: Session = null,
): Promise<Cart | null> {
  const document = await store.carts.findOne({ _id: cartId, ...ownedBy(scope) }, withSession(session));
  return document === null ? null : fromDocument(document);
}

/** The guest's cart that the token opens. */
export async function findCartByToken(store: Store, scope: GuestScope, session: Session): Promise<Cart | null> {
  const document = await store.carts.findOne({ tokenHash: scope.tokenHash }, withSession(session));
  return document === null ? null : fromDocument(document);
}

/** The customer's carts, newest first. */
export async function listCarts(store: Store, scope: CustomerScope, page: PageOf): Promise<readonly Cart[]> {
  const cursor = store.carts
    .find({ customerId: scope.customerId, ...(page.after === null ? {} : { _id: { $lt: page.after } }) })
    .sort({ _id: -1 })
    .limit(page.limit);
  return (await cursor.toArray()).map(fromDocument);
}

/** Puts pieces of an offer into the cart; null when the cart is not open, full, or the line would grow too large. */
export async function addToLine(store: Store, change: Change, line: CartLine): Promise<Cart | null> {
  const { offerId, quantity } = line;
  const isNew = { 'lines.offerId': { $ne: offerId }, [`lines.${CART_LINE_LIMIT - 1}`]: { $exists: false } };
  const inserted = await update(store, change, isNew, { $push: { lines: { offerId, quantity } } });
  if (inserted !== null) return inserted;
  const hasRoom = { lines: { $elemMatch: { offerId, quantity: { $lte: QUANTITY_LIMIT - quantity } } } };
  return update(store, change, hasRoom, { $inc: { 'lines.$.quantity': quantity } });
}

/** Sets how many pieces a line holds; null when the cart is not open or has no such line. */
export async function setLine(store: Store, change: Change, line: CartLine): Promise<Cart | null> {
  const hasLine = { 'lines.offerId': line.offerId };
  return update(store, change, hasLine, { $set: { 'lines.$.quantity': line.quantity } });
}

/** Takes a line out; null when the cart is not open or has no such line. */
export async function removeLine(store: Store, change: Change, offerId: Id): Promise<Cart | null> {
  return update(store, change, { 'lines.offerId': offerId }, { $pull: { lines: { offerId } } });
}

export async function setDelivery(
  store: Store,
  change: Change,
  delivery: { readonly address: Address; readonly email: string | null },
): Promise<Cart | null> {
  const { address, email } = delivery;
  return update(store, change, {}, { $set: { address, ...(email !== null && { email }) } });
}

/** Replaces the lines by those of a merge. */
export async function setLines(store: Store, change: Change, lines: readonly CartLine[]): Promise<Cart | null> {
  return update(store, change, {}, { $set: { lines: [...lines] } });
}

/** Closes a guest's cart whose lines have gone into another one; false when it is not open any more. */
export async function closeMerged(
  store: Store,
  session: ClientSession,
  cart: Cart,
  merge: { readonly into: Id; readonly now: Date },
): Promise<boolean> {
  const result = await store.carts.updateOne(
    { _id: cart.cartId, version: cart.version, state: 'open' },
    { $set: { state: 'merged', mergedInto: merge.into, updatedAt: merge.now }, $inc: { version: 1 } },
    { session },
  );
  return result.matchedCount === 1;
}

type Contents = Pick<Cart, 'cartId' | 'version'>;

/** Closes the cart to changes while its buyer is away; false when it has been changed since. */
export async function freezeCart(store: Store, cart: Contents, now: Date): Promise<boolean> {
  const closed = await store.carts.updateOne(unchanged(cart), {
    $set: { state: 'checking-out', updatedAt: now },
  });
  return closed.matchedCount === 1;
}

/** Ends a cart that has become an order; `changed` is thrown when its contents are no longer those of the order. */
export function markingOrdered(
  store: Store,
  cart: Contents,
  order: { readonly orderId: Id; readonly now: Date },
  changed: () => Error,
): Write {
  const change = { $set: { state: 'ordered', orderId: order.orderId, updatedAt: order.now } } as const;
  return changing(store.carts, unchanged(cart), change, changed);
}

/** The contents have not changed since: the version counts changes of them, not of the state. */
function unchanged({ cartId, version }: Contents) {
  return { _id: cartId, version, state: { $in: ['open', 'checking-out'] } } as mongo.Filter<CartDocument>;
}

/** Opens a cart again that `freezeCart` closed. */
export async function reopenCart(store: Store, cartId: Id, now: Date): Promise<void> {
  await store.carts.updateOne(
    { _id: cartId, state: 'checking-out' },
    { $set: { state: 'open', updatedAt: now } },
  );
}

type Update = Exclude<Parameters<Store['carts']['findOneAndUpdate']>[1], readonly unknown[]>;

async function update(store: Store, change: Change, condition: object, what: Update): Promise<Cart | null> {
  const { scope, cartId, now, version, session } = change;
  const document = await store.carts.findOneAndUpdate(
    { _id: cartId, ...ownedBy(scope), state: 'open', ...(version !== null && { version }), ...condition },
    {
      ...what,
      $set: { ...what.$set, updatedAt: now },
      $inc: { ...what.$inc, version: 1 },
    },
    { returnDocument: 'after', ...withSession(session) },
  );
  return document === null ? null : fromDocument(document);
}

function fromDocument(document: CartDocument): Cart {
  const { _id, customerId, tokenHash, ...rest } = document;
  return { cartId: _id, customerId: customerId ?? null, tokenHash: tokenHash ?? null, ...rest };
}
