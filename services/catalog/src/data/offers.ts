import type { Id } from '@souk/kernel';
import type { AdminScope, SellerScope } from '@souk/platform/context';
import { afterCommit } from '@souk/platform/data';
import type { ClientSession } from 'mongoose';
import type { Offer } from '../domain/offer.ts';
import { offerOf, type OfferDocument } from './models.ts';
import type { Store } from './store.ts';

const soldBy = (scope: AdminScope | SellerScope) => ('sellerId' in scope ? { sellerId: scope.sellerId } : {});

/** An offer that may be changed in this scope, as the transaction sees it. */
export async function findOfferToChange(
  store: Store,
  id: Id,
  scope: AdminScope | SellerScope,
  session: ClientSession,
): Promise<Offer | null> {
  const found = await store.offers.findOne({ _id: id, ...soldBy(scope) }, { session });
  return found === null ? null : offerOf(found);
}

/**
 * Offers by id, for whoever knows them: carts, checkouts, stock; from memory, where it is as new as what this process
 * wrote. Unknown ids are left out.
 */
export function findOffers(store: Store, ids: readonly Id[]): Promise<readonly Offer[]> {
  return store.known.get(ids);
}

/** All offers of these products, in any state: the caller decides what to show. */
export async function findOffersOf(
  store: Store,
  productIds: readonly Id[],
  session: ClientSession | null,
): Promise<Offer[]> {
  const one = productIds.length === 1 ? productIds[0] : undefined;
  const found = await store.offers
    .find({ productId: one ?? { $in: [...productIds] } }, session === null ? {} : { session })
    .toArray();
  return found.map(offerOf);
}

/** All offers of these variants, in any state. */
export async function findOffersOfVariants(store: Store, variantIds: readonly Id[]): Promise<Offer[]> {
  const found = await store.offers.find({ variantId: { $in: [...variantIds] } }).toArray();
  return found.map(offerOf);
}

/** A page of offers in the order of their making, those after `after` only. */
export async function listOffers(
  store: Store,
  scope: AdminScope | SellerScope,
  { productId, after, limit }: { productId: Id | null; after: Id | null; limit: number },
): Promise<Offer[]> {
  const found = await store.offers
    .find({
      ...soldBy(scope),
      ...(productId === null ? {} : { productId }),
      ...(after === null ? {} : { _id: { $gt: after } }),
    })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(offerOf);
}

/** Ids of products that the seller offers, in the order of its offers, with the last offer seen. */
export async function productsOfSeller(
  store: Store,
  { sellerId }: SellerScope,
  { after, limit }: { after: Id | null; limit: number },
): Promise<{ readonly productIds: Id[]; readonly last: Id | null }> {
  const found = await store.offers
    .find(
      { sellerId, ...(after === null ? {} : { _id: { $gt: after } }) },
      { projection: { productId: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return { productIds: [...new Set(found.map((each) => each.productId))], last: found.at(-1)?._id ?? null };
}

/** Stores new offers. @throws a duplicate-key error when the seller offers the variant already. */
export async function insertOffers(store: Store, offers: readonly Offer[], session: ClientSession): Promise<void> {
  if (offers.length > 0) await store.offers.insertMany(offers.map(toDocument), { session });
}

/** Replaces stored offers. */
export async function saveOffers(store: Store, offers: readonly Offer[], session: ClientSession): Promise<void> {
  if (offers.length === 0) return;
  await store.offers.bulkWrite(
    offers.map((offer) => ({ replaceOne: { filter: { _id: offer.id }, replacement: toDocument(offer) } })),
    { session },
  );
  afterCommit(session, () => store.known.forget(offers.map(({ id }) => id)));
}

function toDocument({ id, price, ...rest }: Offer): OfferDocument {
  return { _id: id, ...rest, price: price.amount, currency: price.currency };
}
