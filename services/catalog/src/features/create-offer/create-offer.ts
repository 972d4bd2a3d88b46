import type { Id, Money } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { managedScope } from '../../access.ts';
import { findOffersOf, insertOffers } from '../../data/offers.ts';
import { findProductOfVariant } from '../../data/products.ts';
import { refusingDuplicates } from '../../data/refuse-duplicates.ts';
import { findSellers } from '../../data/sellers.ts';
import type { Catalog } from '../../deps.ts';
import { copiedFields, type Offer } from '../../domain/offer.ts';
import type { Product, Variant } from '../../domain/product.ts';
import { catalogError } from '../../errors.ts';
import { knownSellers } from '../relist-products/known-sellers.ts';
import { relistProducts } from '../relist-products/relist-products.ts';
import { saveChanged } from '../relist-products/save-product.ts';
import { offerCreated, offerEvent } from './offer-event.ts';

export type CreateOffer = {
  readonly variantId: Id;
  /** The caller's own when null; an administrator must name one. */
  readonly sellerId: Id | null;
  readonly price: Money;
  readonly state: Offer['state'];
};

/**
 * Offers a variant at a price.
 * @throws DomainError `unknown-variant`, `unknown-seller`, `offer-exists`.
 */
export async function createOffer(
  catalog: Catalog,
  ctx: RequestContext,
  command: CreateOffer,
): Promise<Offer> {
  const { store, db, outbox, clock, audit } = catalog;
  const sellerId = sellerOf(ctx, command.sellerId);
  const known = await knownSellers(catalog, ctx, [sellerId]);
  if (!known.has(sellerId)) throw unknownSeller();
  const offer = await refusingDuplicates(() =>
    unitOfWork(db, ctx, async (session) => {
      const { variantId, price, state } = command;
      const before = await findProductOfVariant(store, variantId, session);
      const variant = before?.product.variants.find((each) => each.id === variantId);
      if (before === null || variant === undefined) throw unknownVariant();
      const others = await findOffersOf(store, [before.product.id], session);
      const earlier = others.find((each) => each.variantId === variantId && each.sellerId === sellerId);
      if (earlier !== undefined) throw catalogError('offer-exists', { offerId: earlier.id });
      const sellerActive = (await findSellers(store, [sellerId], session)).get(sellerId)?.active ?? false;
      const made = newOffer(
        catalog,
        { product: before.product, variant },
        { sellerId, sellerActive, price, state },
      );
      await insertOffers(store, [made], session);
      await saveChanged(catalog, session, [{ before, product: before.product, offers: [...others, made] }]);
      await outbox.add(session, ctx, clock, [offerCreated(made)]);
      await audit.record(session, ctx, {
        action: 'offer.created',
        subject: made.id,
        after: offerEvent(made),
      });
      return made;
    }),
  );
  await keepInLine(catalog, [offer]);
  return offer;
}

/** An offer's record at its making. */
export function newOffer(
  { ids, machineClock }: Catalog,
  { product, variant }: { product: Product; variant: Variant },
  fields: Pick<Offer, 'sellerId' | 'sellerActive' | 'price' | 'state'>,
): Offer {
  const now = machineClock.now();
  return {
    id: ids('offer'),
    productId: product.id,
    variantId: variant.id,
    ...fields,
    ...copiedFields(product, variant),
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}

/**
 * Looks once more whether the sellers are as the new offers say: a seller's event that was handled while the
 * transaction ran has not seen them.
 */
export async function keepInLine(catalog: Catalog, made: readonly Offer[]): Promise<void> {
  if (made.length === 0) return;
  const sellers = await findSellers(catalog.store, [...new Set(made.map((offer) => offer.sellerId))]);
  const wrong = made.filter((offer) => sellers.get(offer.sellerId)?.active !== offer.sellerActive);
  if (wrong.length > 0) await relistProducts(catalog, [...new Set(wrong.map((offer) => offer.productId))]);
}

function sellerOf(ctx: RequestContext, asked: Id | null): Id {
  const scope = managedScope(ctx);
  const sellerId = 'sellerId' in scope ? scope.sellerId : asked;
  if (sellerId === null || (asked !== null && asked !== sellerId)) throw unknownSeller();
  return sellerId;
}

function unknownSeller() {
  const message = 'Name an existing seller: your own, or as an administrator any.';
  return catalogError('unknown-seller', {}, [{ pointer: '/sellerId', rule: 'exists', message }]);
}

function unknownVariant() {
  const message = 'There is no such variant.';
  return catalogError('unknown-variant', {}, [{ pointer: '/variantId', rule: 'exists', message }]);
}
