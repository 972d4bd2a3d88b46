import type { Id } from '@souk/kernel';
import { findOffersOf, productsOfSeller, saveOffers } from '../../data/offers.ts';
import { findProducts } from '../../data/products.ts';
import { findRelisting, findSellers, finishRelisting } from '../../data/sellers.ts';
import type { Catalog } from '../../deps.ts';
import { saveChanged } from './save-product.ts';

const BATCH = 100;

/** Brings products in line with what is known of the sellers of their offers. Doing it again changes nothing. */
export async function relistProducts(catalog: Catalog, productIds: readonly Id[]): Promise<void> {
  const { store, db } = catalog;
  await db.transaction(async (session) => {
    const products = await findProducts(store, productIds, session);
    const offers = await findOffersOf(store, productIds, session);
    const sellerIds = [...new Set(offers.map((offer) => offer.sellerId))];
    const sellers = await findSellers(store, sellerIds, session);
    const current = offers.map((offer) => {
      const sellerActive = sellers.get(offer.sellerId)?.active ?? false;
      return sellerActive === offer.sellerActive ? offer : { ...offer, sellerActive };
    });
    await saveOffers(
      store,
      current.filter((offer, index) => offer !== offers[index]),
      session,
    );
    const changed = products.map((before) => ({
      before,
      product: before.product,
      offers: current.filter((offer) => offer.productId === before.product.id),
    }));
    await saveChanged(catalog, session, changed);
  });
}

/**
 * Brings all products of a seller in line after its state has changed, a batch in each transaction. An interruption
 * leaves the mark on the seller, so that the event's redelivery goes on.
 */
export async function relistSeller(catalog: Catalog, sellerId: Id): Promise<void> {
  const seller = await findRelisting(catalog.store, sellerId);
  if (seller === null) return;
  let after: Id | null = null;
  for (;;) {
    const { productIds, last }: { productIds: Id[]; last: Id | null } = await productsOfSeller(
      catalog.store,
      { sellerId },
      { after, limit: BATCH },
    );
    if (last === null) break;
    await relistProducts(catalog, productIds);
    after = last;
  }
  await finishRelisting(catalog.store, sellerId, seller.active);
}
