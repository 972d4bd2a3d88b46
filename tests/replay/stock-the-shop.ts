import { atMost } from './at-most.ts';
import type { Caller } from './caller.ts';
import { COMMISSION_BASIS_POINTS } from './expected.ts';
import type { Olist, OlistProduct } from './olist.ts';
import { pairOf } from './order-facts.ts';

export const STOCK = 1_000;
const ROWS = 500;
const BATCHES_AT_ONCE = 2;
const CURRENCY = 'BRL';
/** What weighs nothing in the source, or has no weight there, is a small parcel. */
const SMALL_PARCEL_GRAMS = 300;

export type Shop = {
  /** Souk's ids by those of the source. */
  readonly sellers: ReadonlyMap<string, string>;
  /** Offers by product and seller (`pairOf`). */
  readonly offers: ReadonlyMap<string, StockedOffer>;
};

export type StockedOffer = { readonly offerId: string; readonly firstPrice: number };

type Wanted = { readonly product: OlistProduct; readonly sellerId: string; readonly price: number };

/**
 * Makes the sellers, the products and their offers: one for each sold pair of product and seller at its first price and,
 * with `everything`, one for each product that nobody bought; 1,000 pieces of each.
 */
export async function stockTheShop(
  admin: Caller,
  olist: Olist,
  options: { readonly everything: boolean; readonly say: (line: string) => void },
): Promise<Shop> {
  const wanted = wantedOffers(olist, options.everything);
  const sellers = await makeSellers(admin, olist, [...new Set(wanted.map((each) => each.sellerId))]);
  options.say(`${sellers.size} sellers`);
  const offers = await makeOffers(admin, wanted, sellers);
  options.say(`${offers.size} offers of ${new Set(wanted.map((each) => each.product.id)).size} products`);
  return { sellers, offers };
}

function wantedOffers(olist: Olist, everything: boolean): Wanted[] {
  const wanted = new Map<string, Wanted>();
  const sold = new Set<string>();
  for (const { productId, sellerId, price } of olist.orders.flatMap((order) => order.items)) {
    const pair = pairOf({ productId, sellerId });
    const product = olist.products.get(productId) ?? { id: productId, category: null, weightGrams: null };
    if (!wanted.has(pair)) wanted.set(pair, { product, sellerId, price });
    sold.add(productId);
  }
  if (!everything) return [...wanted.values()];
  const sellerIds = [...olist.sellers.keys()];
  const unsold = [...olist.products.values()].filter((product) => !sold.has(product.id));
  return [
    ...wanted.values(),
    ...unsold.flatMap((product, index) => offerOfUnsold(product, index, sellerIds)),
  ];
}

/** The source tells neither who offered what nobody bought, nor at what price: they go round the sellers. */
function offerOfUnsold(product: OlistProduct, index: number, sellerIds: readonly string[]): Wanted[] {
  const sellerId = sellerIds[index % sellerIds.length];
  if (sellerId === undefined) return [];
  return [{ product, sellerId, price: 990 + ((product.weightGrams ?? SMALL_PARCEL_GRAMS) % 50_000) }];
}

async function makeSellers(
  admin: Caller,
  olist: Olist,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = ids.map((reference) => {
    const place = olist.sellers.get(reference);
    return {
      reference,
      name: `${(place?.city ?? 'unknown place').slice(0, 80)} ${reference.slice(0, 6)}`,
      postcode: place?.postcode ?? '00000',
      commissionBasisPoints: COMMISSION_BASIS_POINTS,
    };
  });
  const results = await importRows(admin, '/api/v1/seller-imports', rows, {});
  return new Map(rows.map((row, index) => [row.reference, idIn(results[index], 'sellerId')]));
}

async function makeOffers(
  admin: Caller,
  wanted: readonly Wanted[],
  sellers: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, StockedOffer>> {
  const rows = wanted.map(({ product, sellerId, price }) => ({
    reference: product.id,
    sellerId: sellers.get(sellerId),
    title: titleOf(product),
    category: [categoryOf(product)],
    sku: product.id,
    weightGrams: Math.max(1, product.weightGrams ?? SMALL_PARCEL_GRAMS),
    price: { amount: price, currency: CURRENCY },
  }));
  const results = await importRows(admin, '/api/v1/product-imports', rows, {});
  const offerIds = results.map((result) => idIn(result, 'offerId'));
  const stock = offerIds.map((offerId) => ({ offerId, available: STOCK }));
  await importRows(admin, '/api/v1/stock-imports', stock, { reason: 'counted' });
  return new Map(
    wanted.map(({ product, sellerId, price }, index) => [
      pairOf({ productId: product.id, sellerId }),
      { offerId: offerIds[index] ?? '', firstPrice: price },
    ]),
  );
}

function titleOf(product: OlistProduct): string {
  return `${categoryOf(product)} ${product.id.slice(0, 8)}`;
}

function categoryOf({ category }: OlistProduct): string {
  const words = (category ?? 'other').replaceAll('_', ' ').trim();
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** Sends rows in batches and gives what became of each, in their order. */
async function importRows(
  admin: Caller,
  path: string,
  rows: readonly unknown[],
  rest: Readonly<Record<string, unknown>>,
): Promise<unknown[]> {
  const limited = atMost(BATCHES_AT_ONCE);
  const batches: unknown[][] = [];
  for (let start = 0; start < rows.length; start += ROWS) batches.push(rows.slice(start, start + ROWS));
  const send = async (batch: unknown[]): Promise<unknown[]> =>
    ((await admin.send('POST', path, { ...rest, rows: batch })) as { data: unknown[] }).data;
  return (await Promise.all(batches.map((batch) => limited(() => send(batch))))).flat();
}

function idIn(result: unknown, field: string): string {
  const id = (result as Readonly<Record<string, unknown>> | undefined)?.[field];
  if (typeof id === 'string') return id;
  throw new Error(`a row was refused: ${JSON.stringify(result)}`);
}
