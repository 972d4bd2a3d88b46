import { setTimeout as delay } from 'node:timers/promises';
import { seededRandom } from '../load/seeded-random.ts';
import type { Shop } from './shop.ts';

const EVERY_MS = 1_000;
const LOOK_AGAIN_MS = 10;

/**
 * Once a second changes the price of a product that one of the pages shows, and reads that page until the new price is on
 * it. `end()` says how many changes there were and how long an old price was seen at most.
 */
export function changePrices(
  shop: Shop,
  paths: readonly string[],
): { end(): Promise<{ changes: number; oldestMs: number }> } {
  const offers = new Map(shop.products.map(({ productId, offerId }) => [productId, offerId]));
  const random = seededRandom(3);
  const seen = { changes: 0, oldestMs: 0 };
  const stop = new AbortController();
  const running = (async () => {
    while (!stop.signal.aborted) {
      const began = performance.now();
      const path = paths[Math.floor(random() * paths.length)] ?? '';
      const { productId, price } = pickFrom(await read(shop, path), random);
      // By one minor unit, so that it stays about where it stands.
      const amount = price + 1 - (price % 2) * 2;
      const offerId = offers.get(productId) ?? '';
      await shop.ask('PATCH', `/offers/${offerId}`, { price: { amount, currency: 'BRL' } });
      const changed = performance.now();
      while (priceOf(await read(shop, path), productId) !== amount) await delay(LOOK_AGAIN_MS);
      seen.oldestMs = Math.max(seen.oldestMs, performance.now() - changed);
      seen.changes += 1;
      await delay(Math.max(0, EVERY_MS - (performance.now() - began)));
    }
  })();
  return {
    end: async () => {
      stop.abort();
      await running;
      return seen;
    },
  };
}

type Price = { readonly amount: number };
type ListPage = { readonly data: readonly { readonly id: string; readonly price: Price }[] };
type Detail = {
  readonly id: string;
  readonly variants: readonly { readonly offers: readonly { readonly price: Price }[] }[];
};

async function read(shop: Shop, path: string): Promise<ListPage | Detail> {
  const reply = await shop.http.send('GET', path);
  if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status}`);
  return reply.body as ListPage | Detail;
}

function pickFrom(page: ListPage | Detail, random: () => number): { productId: string; price: number } {
  const productId = 'data' in page ? (page.data[Math.floor(random() * page.data.length)]?.id ?? '') : page.id;
  return { productId, price: priceOf(page, productId) ?? 0 };
}

/** The product's price on the page; null when it is not there. */
function priceOf(page: ListPage | Detail, productId: string): number | null {
  if ('data' in page) return page.data.find(({ id }) => id === productId)?.price.amount ?? null;
  return page.variants[0]?.offers[0]?.price.amount ?? null;
}
