import { latenciesOf, type Latencies } from './latencies.ts';
import { leanClient, type LeanClient } from './lean-client.ts';
import { onOrder } from './run-load.ts';
import { seededRandom } from './seeded-random.ts';

export type CheckoutLoad = {
  readonly url: string;
  readonly clients: number;
  readonly offerIds: readonly string[];
  readonly orders: number;
};

export type CheckoutLoadResult = {
  /** Milliseconds from the first request to the last reply. */
  readonly tookMs: number;
  /** Of a whole flow: cart, two lines, address, quote, payment. */
  readonly latencies: Latencies;
};

const DELIVERY = {
  email: 'ana@example.com',
  address: {
    recipient: 'Ana Souza',
    line1: 'Rua das Flores 1',
    postcode: '01310',
    city: 'São Paulo',
    region: 'SP',
    country: 'BR',
  },
};

/** Guests who buy two offers each, one after another per client. */
async function loadCheckouts(order: CheckoutLoad): Promise<CheckoutLoadResult> {
  const clients = await Promise.all(Array.from({ length: order.clients }, () => leanClient(order.url)));
  const random = seededRandom(11);
  const pick = (): string => order.offerIds[Math.floor(random() * order.offerIds.length)] ?? '';
  const latencies: number[] = [];
  let left = order.orders;
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      while (left-- > 0) {
        const began = performance.now();
        await buy(client, pick(), pick());
        latencies.push(performance.now() - began);
      }
    }),
  );
  const tookMs = performance.now() - started;
  for (const client of clients) client.close();
  return { tookMs, latencies: latenciesOf(latencies) };
}

async function buy(client: LeanClient, ...offerIds: readonly string[]): Promise<void> {
  const cart = await ask<{ id: string; token: string }>(client, 'POST', '/carts');
  const holder = { 'Cart-Token': cart.token };
  for (const offerId of offerIds)
    await ask(client, 'POST', `/carts/${cart.id}/lines`, { offerId, quantity: 1 }, holder);
  await ask(client, 'PUT', `/carts/${cart.id}/delivery`, DELIVERY, holder);
  const { total } = await ask<{ total: unknown }>(
    client,
    'GET',
    `/carts/${cart.id}/quote`,
    undefined,
    holder,
  );
  const payments = [{ method: 'card', amount: total, token: 'tok_ok' }];
  const body = { cartId: cart.id, expectedTotal: total, payments };
  const { state } = await ask<{ state: string }>(client, 'POST', '/checkouts', body, holder);
  if (state !== 'completed') throw new Error(`a checkout came to rest as ${state}`);
}

async function ask<T>(
  client: LeanClient,
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
): Promise<T> {
  const { status, text } = await client.send(method, `/api/v1${path}`, body, headers);
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}

onOrder(loadCheckouts);
