import type { Id, Money } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { managedScope, requireVersion } from '../../access.ts';
import { findOffersOf, findOfferToChange, saveOffers } from '../../data/offers.ts';
import { findProducts } from '../../data/products.ts';
import type { Catalog } from '../../deps.ts';
import type { Offer } from '../../domain/offer.ts';
import { catalogError } from '../../errors.ts';
import { offerChanges, offerEvent } from '../create-offer/offer-event.ts';
import { saveChanged } from '../relist-products/save-product.ts';

/** What is to change; what is left out stays. */
export type ChangeOffer = { readonly price?: Money | undefined; readonly state?: Offer['state'] | undefined };

/**
 * Changes the price of an offer, or whether it can be bought. A change to what it is already has no effect.
 * @throws DomainError `offer-not-found`, also for another seller's offer; `stale-version`.
 */
export async function changeOffer(
  catalog: Catalog,
  ctx: RequestContext,
  { id, change }: { id: Id; change: ChangeOffer },
): Promise<Offer> {
  const { store, db, outbox, clock, audit, machineClock } = catalog;
  const scope = managedScope(ctx);
  return unitOfWork(db, ctx, async (session) => {
    const before = await findOfferToChange(store, id, scope, session);
    if (before === null) throw catalogError('offer-not-found');
    requireVersion(ctx, before.version);
    const asked = { price: change.price ?? before.price, state: change.state ?? before.state };
    const events = offerChanges(before, { ...before, ...asked });
    if (events.length === 0) return before;
    const offer = { ...before, ...asked, version: before.version + 1, updatedAt: machineClock.now() };
    const all = await findOffersOf(store, [offer.productId], session);
    const [product] = await findProducts(store, [offer.productId], session);
    if (product === undefined) throw catalogError('offer-not-found');
    await saveOffers(store, [offer], session);
    const offers = all.map((each) => (each.id === id ? offer : each));
    await saveChanged(catalog, session, [{ before: product, product: product.product, offers }]);
    await outbox.add(session, ctx, clock, events);
    const audited = { before: offerEvent(before), after: offerEvent(offer) };
    await audit.record(session, ctx, { action: 'offer.changed', subject: id, ...audited });
    return offer;
  });
}
