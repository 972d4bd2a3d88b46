import type { CartLoad, CartLoadResult } from '../load/cart-load.ts';
import { runLoad } from '../load/run-load.ts';
import { withProcessorTime } from '../world/processor-time.ts';
import { openShop } from '../world/shop.ts';
import type { Measurement } from './measurement.ts';

/** Add to cart: 32 connections, 500 carts, 5,000 offers. */
export const carts: Measurement = {
  name: 'carts',
  measure: async ({ quick }) => {
    const shop = await openShop(5_000);
    const additions = quick ? 1_000 : 10_000;
    const load = (count: number): Promise<CartLoadResult> =>
      runLoad<CartLoadResult>('cart-load.ts', {
        url: shop.souk.url,
        connections: 32,
        carts: 500,
        offerIds: shop.products.map((product) => product.offerId),
        additions: count,
      } satisfies CartLoad);
    try {
      await load(additions / 5);
      const { result, cost } = await withProcessorTime(
        shop.souk.pid,
        () => additions + 500,
        () => load(additions),
      );
      return [
        {
          what: 'add to cart, 32 connections',
          value: result.perSecond,
          unit: '/s',
          goal: { kind: 'at-least', value: 1_000 },
          notes: `p50 ${result.latencies.p50.toFixed(0)} ms, p99 ${result.latencies.p99.toFixed(0)} ms; ${cost}`,
        },
      ];
    } finally {
      await shop.close();
    }
  },
};
