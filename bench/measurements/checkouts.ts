import { setTimeout as delay } from 'node:timers/promises';
import type { CheckoutLoad, CheckoutLoadResult } from '../load/checkout-load.ts';
import { runLoad } from '../load/run-load.ts';
import { withProcessorTime } from '../world/processor-time.ts';
import { openShop, type Shop } from '../world/shop.ts';
import type { Measurement } from './measurement.ts';

const CLIENTS = 8;

/**
 * Complete checkouts: cart, two lines, address, quote, card. The clock stops when every order is paid and its money has
 * been divided among its sellers, the last effect of the last event of each order.
 */
export const checkouts: Measurement = {
  name: 'checkouts',
  measure: async ({ quick }) => {
    const shop = await openShop(5_000);
    const orders = quick ? 100 : 1_500;
    const run = (count: number) => buyAndSettle(shop, count);
    try {
      await run(quick ? 50 : 300);
      const { result, cost } = await withProcessorTime(
        shop.souk.pid,
        () => orders,
        () => run(orders),
      );
      const { p50, p99 } = result.latencies;
      return [
        {
          what: `complete checkouts, ${CLIENTS} clients`,
          value: (orders / result.settledAfterMs) * 1000,
          unit: 'orders/s',
          goal: { kind: 'at-least', value: 60 },
          notes: `until settled; ${cost}`,
        },
        {
          what: 'the whole flow of a checkout, p99',
          value: p99,
          unit: 'ms',
          goal: { kind: 'at-most', value: 400 },
          notes: `p50 ${p50.toFixed(0)} ms; 6 requests`,
        },
      ];
    } finally {
      await shop.close();
    }
  },
};

async function buyAndSettle(
  shop: Shop,
  orders: number,
): Promise<CheckoutLoadResult & { readonly settledAfterMs: number }> {
  const result = await runLoad<CheckoutLoadResult>('checkout-load.ts', {
    url: shop.souk.url,
    clients: CLIENTS,
    offerIds: shop.products.map((product) => product.offerId),
    orders,
  } satisfies CheckoutLoad);
  const ended = performance.now();
  while (!(await isSettled(shop))) await delay(5);
  return { ...result, settledAfterMs: result.tookMs + (performance.now() - ended) };
}

type Accounts = { readonly data: readonly { account: string; balance: { amount: string | number } }[] };

/** Whether no buyer's money waits for its OrderPaid event any more. */
async function isSettled(shop: Shop): Promise<boolean> {
  const { data } = await shop.ask<Accounts>('GET', '/ledger/accounts');
  const waiting = data.find(({ account }) => account === 'buyer-funds');
  return waiting === undefined || Number(waiting.balance.amount) === 0;
}
