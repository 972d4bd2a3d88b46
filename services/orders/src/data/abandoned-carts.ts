import { HOUR_MS, type Id } from '@souk/kernel';
import { isDuplicateKey } from '@souk/platform/data';
import type { CartDocument } from './models.ts';
import type { Store } from './store.ts';

/** States in which a cart can be abandoned; one that is being checked out, or has become an order, is not. */
export const ABANDONABLE = ['open', 'merged'] as const;

/** What is looked at of a cart that may be abandoned. */
export type OldCart = Pick<CartDocument, '_id' | 'customerId' | 'state' | 'version' | 'createdAt' | 'updatedAt'>;

/** Carts in a state, the oldest first, after the one named. */
export async function nextCarts(
  store: Store,
  { state, after, limit }: { readonly state: CartDocument['state']; readonly after: Id; readonly limit: number },
): Promise<readonly OldCart[]> {
  return store.carts
    .find(
      { state, _id: { $gt: after } },
      { projection: { customerId: 1, state: 1, version: 1, createdAt: 1, updatedAt: 1 } },
    )
    .sort({ state: 1, _id: 1 })
    .limit(limit)
    .toArray();
}

/**
 * How long the place of a removed cart stays taken: longer than any request that has read the cart before takes to begin
 * its checkout.
 */
const PLACE_TAKEN_MS = HOUR_MS;

/**
 * Removes a cart that is still as it was seen, with its failed checkouts. In the same transaction it takes the cart's
 * place in the unique index of live checkouts: of a removal and a checkout that begins at the same time one finds the
 * place taken, and a checkout can't begin on a cart that is gone.
 * @returns false when the cart has changed, or has a checkout.
 */
export async function removeCart(store: Store, cart: OldCart, now: Date): Promise<boolean> {
  const { _id, state, version, updatedAt } = cart;
  try {
    await store.db.transaction(async (session) => {
      await store.vacancies.insertOne(
        {
          _id: `removed:${_id}`,
          cartId: _id,
          occupies: true,
          phase: 'ended',
          removeAt: new Date(now.getTime() + PLACE_TAKEN_MS),
        },
        { session },
      );
      const { deletedCount } = await store.carts.deleteOne({ _id, state, version, updatedAt }, { session });
      if (deletedCount === 0) throw new CartChanged();
      await store.checkouts.deleteMany({ cartId: _id, occupies: false }, { session });
    });
    return true;
  } catch (error) {
    if (error instanceof CartChanged || isDuplicateKey(error)) return false;
    throw error;
  }
}

class CartChanged extends Error {}
