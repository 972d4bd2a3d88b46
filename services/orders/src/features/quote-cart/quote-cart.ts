import { SellerState, type Offer, type Seller } from '@souk/contracts';
import { money, type Id, type Money } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import type { Orders, ShipmentToRate } from '../../deps.ts';
import type { CartLine } from '../../domain/cart.ts';
import type { Address, PlacedLine } from '../../domain/order.ts';
import { totalsOf, type Totals } from '../../domain/totals.ts';
import { orderError } from '../../errors.ts';

export type QuotedLine = Omit<PlacedLine, 'orderLineId'>;
/** What one seller would ship, at the prices and on the terms of this moment. */
export type QuotedConsignment = {
  readonly sellerId: Id;
  readonly sellerName: string;
  readonly commissionBasisPoints: number;
  readonly freight: Money;
  readonly lines: readonly QuotedLine[];
};
export type Quote = Totals & { readonly consignments: readonly QuotedConsignment[] };

/**
 * What the lines cost, delivered to the address: offers, sellers and freight are read afresh.
 * @throws DomainError `cart-empty`; `offer-unavailable` with the offers that can't be bought.
 */
export async function quoteLines(
  orders: Orders,
  ctx: RequestContext,
  { lines, address }: { readonly lines: readonly CartLine[]; readonly address: Address },
): Promise<Quote> {
  if (lines.length === 0) throw orderError('cart-empty');
  const { offers } = await orders.catalog.getOffers(ctx, { offerIds: lines.map((line) => line.offerId) });
  const byId = new Map(offers.map((offer) => [offer.offerId, offer]));
  const sellerIds = [...new Set(offers.map((offer) => offer.sellerId))];
  const sellers = new Map(
    (await orders.sellers.getSellers(ctx, { sellerIds })).sellers.map((seller) => [seller.sellerId, seller]),
  );
  requireAllForSale(lines, byId, sellers);
  const shipments = sellerIds.flatMap((sellerId) => {
    const seller = sellers.get(sellerId);
    return seller === undefined ? [] : [{ seller, lines: linesOf(orders, sellerId, lines, byId) }];
  });
  const freights = await orders.rates.quote(
    ctx,
    shipments.map((shipment) => toRate(shipment, address, byId)),
  );
  const consignments = shipments.map((shipment, index) => withFreight(shipment, freights[index]));
  return { ...totalsOf(consignments, orders.config.currency), consignments };
}

type Shipment = { readonly seller: Seller; readonly lines: readonly QuotedLine[] };

function linesOf(
  orders: Orders,
  sellerId: Id,
  lines: readonly CartLine[],
  offers: ReadonlyMap<Id, Offer>,
): readonly QuotedLine[] {
  return lines.flatMap(({ offerId, quantity }) => {
    const offer = offers.get(offerId);
    return offer?.sellerId === sellerId ? [quoteLine(orders, offer, quantity)] : [];
  });
}

function toRate(
  { seller, lines }: Shipment,
  address: Address,
  offers: ReadonlyMap<Id, Offer>,
): ShipmentToRate {
  return {
    sellerId: seller.sellerId,
    originPostcode: seller.postcode,
    destinationPostcode: address.postcode,
    destinationCountry: address.country,
    lines: lines.map(({ offerId, quantity, unitPrice }) => ({
      offerId,
      quantity,
      unitPrice,
      weightGrams: offers.get(offerId)?.weightGrams ?? 0,
    })),
  };
}

function withFreight({ seller, lines }: Shipment, freight: Money | undefined): QuotedConsignment {
  if (freight === undefined) throw new TypeError(`no freight was quoted for ${seller.sellerId}`);
  const { sellerId, name: sellerName, commissionBasisPoints } = seller;
  return { sellerId, sellerName, commissionBasisPoints, freight, lines };
}

function requireAllForSale(
  lines: readonly CartLine[],
  offers: ReadonlyMap<Id, Offer>,
  sellers: ReadonlyMap<Id, Seller>,
): void {
  const unavailable = lines
    .map((line) => line.offerId)
    .filter((offerId) => {
      const offer = offers.get(offerId);
      const seller = sellers.get(offer?.sellerId ?? '');
      return offer?.active !== true || seller?.state !== SellerState.APPROVED;
    });
  if (unavailable.length > 0) throw orderError('offer-unavailable', { offerIds: unavailable });
}

function quoteLine({ config }: Orders, offer: Offer, quantity: number): QuotedLine {
  if (offer.price === undefined) throw new TypeError(`offer ${offer.offerId} has no price`);
  if (offer.price.currency !== config.currency)
    throw orderError('offer-unavailable', { offerIds: [offer.offerId] });
  return {
    offerId: offer.offerId,
    productId: offer.productId,
    variantId: offer.variantId,
    sku: offer.sku,
    title: offer.title,
    quantity,
    unitPrice: money(offer.price.amount, offer.price.currency),
  };
}
