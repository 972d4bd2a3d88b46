import type { Api } from './api.ts';

/** Something for sale, and how many pieces there were at first. */
export type Offer = {
  readonly offerId: string;
  readonly sellerId: string;
  readonly price: number;
  readonly stock: number;
};

export type ShopPlan = {
  /** Goes into references and SKUs, so that one Souk can be stocked more than once. */
  readonly name: string;
  readonly sellers: number;
  readonly offersPerSeller: number;
  readonly stock: number;
};

export const CURRENCY = 'BRL';
const AT_ONCE = 250;

/** Fills the shelves through the API, as an administrator. Prices are odd amounts, so that commission has to be rounded. */
export async function stockShop(admin: Api, plan: ShopPlan): Promise<Offer[]> {
  const { name, sellers, offersPerSeller, stock } = plan;
  const sellerRows = Array.from({ length: sellers }, (_, index) => ({
    reference: `${name}-${index}`,
    name: `Seller ${name} ${index}`,
    postcode: `8001${String(index % 10)}000`,
    commissionBasisPoints: 1_000 + 37 * index,
  }));
  const { data: made } = await admin.ask<{ data: { sellerId: string }[] }>('POST', '/seller-imports', {
    rows: sellerRows,
  });
  const rows = made.flatMap(({ sellerId }, seller) =>
    Array.from({ length: offersPerSeller }, (_, index) => ({
      reference: `${name}-${seller}-${index}`,
      sellerId,
      title: `Thing ${seller}-${index} of ${name}`,
      category: ['Things'],
      sku: `${name}-${seller}-${index}`.toUpperCase(),
      weightGrams: 200,
      price: { amount: 1_003 + 97 * index + 13 * seller, currency: CURRENCY },
    })),
  );
  const offers: Offer[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    offers.push(...(await offer(admin, rows.slice(from, from + AT_ONCE), stock)));
  }
  return offers;
}

async function offer(
  admin: Api,
  rows: readonly { sellerId: string; price: { amount: number } }[],
  stock: number,
): Promise<Offer[]> {
  const { data } = await admin.ask<{ data: { offerId: string }[] }>('POST', '/product-imports', { rows });
  await admin.ask('POST', '/stock-imports', {
    rows: data.map(({ offerId }) => ({ offerId, available: stock })),
  });
  return data.map(({ offerId }, index) => ({
    offerId,
    sellerId: rows[index]?.sellerId ?? '',
    price: rows[index]?.price.amount ?? 0,
    stock,
  }));
}
