import type { EventData } from '@souk/contracts';
import { moneyToWire } from '@souk/kernel';
import type { EventDraft } from '@souk/platform/events';
import type { Offer } from '../../domain/offer.ts';

/** What events and the audit trail say of an offer. */
export function offerEvent({
  id,
  variantId,
  productId,
  sellerId,
  price,
  state,
}: Offer): EventData<'OfferCreated'> {
  return { offerId: id, variantId, productId, sellerId, price: moneyToWire(price), state };
}

export function offerCreated(offer: Offer): EventDraft {
  return { type: 'OfferCreated', subject: offer.productId, data: offerEvent(offer) };
}

/** The events of a change from one state of the offer to another. */
export function offerChanges(before: Offer, after: Offer): EventDraft[] {
  const subject = after.productId;
  const data = offerEvent(after);
  return [
    ...(before.price.amount === after.price.amount
      ? []
      : [{ type: 'OfferPriceChanged' as const, subject, data }]),
    ...(before.state === after.state ? [] : [{ type: 'OfferStateChanged' as const, subject, data }]),
  ];
}
