import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSouk, type Souk } from '../../apps/souk/src/host/start-souk.ts';
import { readConfig } from '../../apps/souk/src/config.ts';
import type { ApiClient } from '../../apps/souk/src/cli/api-client.ts';
import { createHttp, type Http } from '../harness/http.ts';
import { temporaryData } from '../harness/souk-process.ts';

type Wire = Record<string, unknown>;

const address = {
  recipient: 'Ana Souza',
  line1: 'Rua das Flores 1',
  city: 'São Paulo',
  region: 'SP',
  postcode: '01310',
  country: 'BR',
};

describe.each(['direct', 'binary', 'grpc'])('a purchase with calls between services made %s', (path) => {
  const data = temporaryData(`purchase-${path}`);
  let souk: Souk;
  let http: Http;
  let operator: ApiClient;
  let seller = '';
  let offers: string[] = [];

  beforeAll(async () => {
    const environment = {
      SOUK_DATA: data.dataDir,
      PORT: '0',
      SOUK_RPC: path,
      SOUK_RATE_LIMIT: '0',
      SOUK_LOG_LEVEL: 'error',
    };
    souk = await startSouk(readConfig(environment, data.dataDir));
    http = createHttp(souk.url);
    operator = souk.operatorClient();
    ({ seller, offers } = await fillShop(operator));
  });

  afterAll(async () => {
    http.close();
    await souk.stop();
    data.remove();
  });

  it('goes from an empty cart to a delivered order, and the seller’s money from pending to available', async () => {
    const order = await buy(http, offers);
    await souk.idle();
    // Two pieces at 100.00 and one at 50.00, freight as quoted, commission 10 %.
    const freight = money(order['freight']);
    expect(await balance(operator, seller)).toEqual({ pending: 25_000 - 2_500 + freight, available: 0 });

    const consignment = (order['consignments'] as Wire[])[0]?.['id'];
    const occurredAt = new Date().toISOString();
    for (const event of ['handed-over', 'delivered']) {
      await operator.call('POST', '/api/v1/carrier-events', {
        consignmentId: consignment,
        event,
        occurredAt,
      });
    }
    await souk.idle();
    expect(await operator.call('GET', `/api/v1/orders/${String(order['id'])}`)).toMatchObject({
      status: 'delivered',
    });
    expect(await balance(operator, seller)).toEqual({ pending: 0, available: 25_000 - 2_500 + freight });
  });

  it('takes the stock, and refuses what is not there', async () => {
    expect(await operator.call('GET', `/api/v1/offers/${offers[0] ?? ''}/stock`)).toMatchObject({
      available: 8,
      reserved: 0,
      sold: 2,
    });
    const { cartId, headers } = await fillCart(http, [[offers[0] ?? '', 9]]);
    const quote = await http.send('GET', `/api/v1/carts/${cartId}/quote`, undefined, headers);
    const total = (quote.body as Wire)['total'];
    const answer = await http.send('POST', '/api/v1/checkouts', checkout(cartId, total), headers);
    expect(answer).toMatchObject({ status: 409, body: { code: 'out-of-stock' } });
  });
});

async function fillShop(operator: ApiClient): Promise<{ seller: string; offers: string[] }> {
  const sellers = (await operator.call('POST', '/api/v1/seller-imports', {
    rows: [{ reference: 'casa', name: 'Casa Verde', postcode: '13023', commissionBasisPoints: 1_000 }],
  })) as { data: { sellerId: string }[] };
  const seller = sellers.data[0]?.sellerId ?? '';
  const rows = [10_000, 5_000].map((amount, index) => ({
    reference: `product-${index}`,
    sellerId: seller,
    title: `Product ${index}`,
    sku: `SKU-${index}`,
    weightGrams: 500,
    price: { amount, currency: 'BRL' },
  }));
  const products = (await operator.call('POST', '/api/v1/product-imports', { rows })) as {
    data: { offerId: string }[];
  };
  const offers = products.data.map((each) => each.offerId);
  await operator.call('POST', '/api/v1/stock-imports', {
    rows: offers.map((offerId) => ({ offerId, available: 10 })),
    reason: 'counted',
  });
  return { seller, offers };
}

async function fillCart(http: Http, lines: readonly (readonly [string, number])[]) {
  const cart = (await http.send('POST', '/api/v1/carts')).body as { id: string; token: string };
  const headers = { 'cart-token': cart.token };
  for (const [offerId, quantity] of lines) {
    await http.send('POST', `/api/v1/carts/${cart.id}/lines`, { offerId, quantity }, headers);
  }
  await http.send('PUT', `/api/v1/carts/${cart.id}/delivery`, { address, email: 'ana@example.com' }, headers);
  return { cartId: cart.id, headers };
}

async function buy(http: Http, offers: readonly string[]): Promise<Wire> {
  const { cartId, headers } = await fillCart(http, [
    [offers[0] ?? '', 2],
    [offers[1] ?? '', 1],
  ]);
  const quote = await http.send('GET', `/api/v1/carts/${cartId}/quote`, undefined, headers);
  const answer = await http.send(
    'POST',
    '/api/v1/checkouts',
    checkout(cartId, (quote.body as Wire)['total']),
    headers,
  );
  expect(answer).toMatchObject({ status: 201, body: { state: 'completed' } });
  const orderId = String((answer.body as Wire)['orderId']);
  const order = await http.send('GET', `/api/v1/orders/${orderId}`, undefined, headers);
  expect(order).toMatchObject({ status: 200, body: { status: 'paid' } });
  return order.body as Wire;
}

function checkout(cartId: string, total: unknown): Wire {
  return { cartId, expectedTotal: total, payments: [{ method: 'card', amount: total, token: 'tok_ok' }] };
}

async function balance(operator: ApiClient, seller: string): Promise<{ pending: number; available: number }> {
  const found = (await operator.call('GET', `/api/v1/sellers/${seller}/balance`)) as Wire;
  return { pending: money(found['pending']), available: money(found['available']) };
}

function money(wire: unknown): number {
  return (wire as { amount: number }).amount;
}
