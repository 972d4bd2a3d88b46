import { latenciesOf, type Latencies } from './latencies.ts';
import { leanClient } from './lean-client.ts';
import { onOrder } from './run-load.ts';
import { seededRandom } from './seeded-random.ts';

export type CartLoad = {
  readonly url: string;
  readonly connections: number;
  readonly carts: number;
  readonly offerIds: readonly string[];
  readonly additions: number;
};

export type CartLoadResult = { readonly perSecond: number; readonly latencies: Latencies };

type Cart = { readonly id: string; readonly token: string };

/** Adds random offers to random carts over a fixed set of connections; the carts are opened before the clock runs. */
async function loadCarts(order: CartLoad): Promise<CartLoadResult> {
  const clients = await Promise.all(Array.from({ length: order.connections }, () => leanClient(order.url)));
  const carts: Cart[] = [];
  await Promise.all(
    clients.map(async (client) => {
      while (carts.length < order.carts) {
        const reply = await client.send('POST', '/api/v1/carts');
        carts.push(JSON.parse(reply.text) as Cart);
      }
    }),
  );
  const random = seededRandom(7);
  const latencies: number[] = [];
  let left = order.additions;
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (left-- > 0) {
        const cart = carts[Math.floor(random() * order.carts)];
        const offerId = order.offerIds[Math.floor(random() * order.offerIds.length)];
        if (cart === undefined) throw new Error('no cart was opened');
        const sent = performance.now();
        const { status, text } = await client.send(
          'POST',
          `/api/v1/carts/${cart.id}/lines`,
          { offerId, quantity: 1 },
          { 'Cart-Token': cart.token },
        );
        if (status >= 300) throw new Error(`adding to a cart: ${status} ${text}`);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const perSecond = (order.additions / (performance.now() - started)) * 1000;
  for (const client of clients) client.close();
  return { perSecond, latencies: latenciesOf(latencies) };
}

onOrder(loadCarts);
