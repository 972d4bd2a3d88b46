import type { Caller } from './caller.ts';
import type { People } from './people.ts';
import type { Shop } from './stock-the-shop.ts';

const CURRENCY = 'BRL';

export type PriceTag = {
  /** The offer, by product and seller. */
  readonly pair: string;
  readonly sellerId: string;
  readonly price: number;
  /** Freight per piece. */
  readonly freight: number;
};

export type PriceTags = {
  /** Sets what has changed since the offers were last sold: the sellers their prices, the carrier its freight. */
  put(tags: readonly PriceTag[]): Promise<void>;
};

/** Keeps in mind what each offer costs at the moment. */
export function createPriceTags(admin: Caller, people: People, shop: Shop): PriceTags {
  const prices = new Map([...shop.offers].map(([pair, offer]) => [pair, offer.firstPrice]));
  const freights = new Map<string, number>();
  const offerOf = (pair: string): string => {
    const offer = shop.offers.get(pair);
    if (offer === undefined) throw new Error(`there is no offer ${pair}`);
    return offer.offerId;
  };
  const putPrice = async ({ pair, sellerId, price }: PriceTag): Promise<void> => {
    const seller = await people.seller(sellerId);
    await seller.send('PATCH', `/api/v1/offers/${offerOf(pair)}`, {
      price: { amount: price, currency: CURRENCY },
    });
    prices.set(pair, price);
  };
  const putFreights = async (tags: readonly PriceTag[]): Promise<void> => {
    if (tags.length === 0) return;
    await admin.send('PUT', '/sandbox/v1/freights', {
      freights: tags.map(({ pair, freight }) => ({
        offerId: offerOf(pair),
        freight: { amount: freight, currency: CURRENCY },
      })),
    });
    for (const { pair, freight } of tags) freights.set(pair, freight);
  };
  return {
    put: async (tags) => {
      const newPrices = tags.filter((tag) => prices.get(tag.pair) !== tag.price);
      const newFreights = tags.filter((tag) => freights.get(tag.pair) !== tag.freight);
      await Promise.all([...newPrices.map(putPrice), putFreights(newFreights)]);
    },
  };
}
