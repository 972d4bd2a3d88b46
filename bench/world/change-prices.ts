import { setTimeout as delay } from 'node:timers/promises';
import type { Shop } from './shop.ts';

const EVERY_MS = 1_000;
const LOOK_AGAIN_MS = 10;

/**
 * Changes the newest product's price once a second, and reads `path`, which shows it, until the new price is there.
 * `end()` says how many changes there were and how long an old price was seen at most.
 */
export function changePrices(
  shop: Shop,
  path: string,
): { end(): Promise<{ changes: number; oldestMs: number }> } {
  const product = shop.products.at(-1);
  if (product === undefined) throw new Error('the shop is empty');
  const seen = { changes: 0, oldestMs: 0 };
  const stop = new AbortController();
  const running = (async () => {
    // Low enough to be the price that a list shows and distinct enough to be found in its text.
    for (let amount = 77_000_001; !stop.signal.aborted; amount += 1) {
      const began = performance.now();
      await shop.ask('PATCH', `/offers/${product.offerId}`, { price: { amount, currency: 'BRL' } });
      const changed = performance.now();
      while (!(await shows(shop, path, amount))) await delay(LOOK_AGAIN_MS);
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

async function shows(shop: Shop, path: string, amount: number): Promise<boolean> {
  const reply = await shop.http.send('GET', path);
  if (reply.status !== 200) throw new Error(`GET ${path}: ${reply.status}`);
  return JSON.stringify(reply.body).includes(String(amount));
}
