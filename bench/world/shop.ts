import { createHttp, bearer, type Http } from '../../tests/harness/http.ts';
import { startSoukProcess, temporaryData, type SoukProcess } from '../../tests/harness/souk-process.ts';

/** A running Souk, started as its users do, with a catalogue in it. */
export type Shop = {
  readonly souk: SoukProcess;
  readonly http: Http;
  readonly sellerIds: readonly string[];
  readonly products: readonly { readonly productId: string; readonly offerId: string }[];
  /** Asks as an administrator. @throws when the answer is no 2xx. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  close(): Promise<void>;
};

const BATCH = 500;
const SELLERS = 20;

/** Starts Souk on a fresh data directory with so many products, each with one offer and plenty in stock. */
export async function openShop(
  productCount: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Shop> {
  const { dataDir, remove } = temporaryData('bench');
  const souk = await startSoukProcess({ dataDir, env: { SOUK_LOG_LEVEL: 'warn', ...env } });
  const http = createHttp(souk.url);
  const admin = bearer(souk.operatorToken);
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await http.send(method, `/api/v1${path}`, body, admin);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  const { products, sellerIds } = await fill(ask, productCount);
  return {
    souk,
    http,
    products,
    sellerIds,
    ask,
    close: async () => {
      http.close();
      await souk.stop();
      remove();
    },
  };
}

type Ask = Shop['ask'];
type Rows<T> = { readonly data: readonly T[] };

async function fill(ask: Ask, productCount: number): Promise<Pick<Shop, 'products' | 'sellerIds'>> {
  const sellers = await ask<Rows<{ sellerId: string }>>('POST', '/seller-imports', {
    rows: Array.from({ length: SELLERS }, (_, i) => ({
      reference: `seller-${i}`,
      name: `Seller ${i}`,
      postcode: '01310',
    })),
  });
  const products: { productId: string; offerId: string }[] = [];
  for (let from = 0; from < productCount; from += BATCH) {
    const size = Math.min(BATCH, productCount - from);
    const imported = await ask<Rows<{ productId: string; offerId: string }>>('POST', '/product-imports', {
      rows: Array.from({ length: size }, (_, i) => productRow(from + i, sellers.data)),
    });
    const rows = imported.data.map((row) => ({ offerId: row.offerId, available: 1_000_000 }));
    await ask('POST', '/stock-imports', { rows, reason: 'counted' });
    products.push(...imported.data);
  }
  return { products, sellerIds: sellers.data.map(({ sellerId }) => sellerId) };
}

function productRow(number: number, sellers: readonly { readonly sellerId: string }[]) {
  return {
    reference: `product-${number}`,
    sellerId: sellers[number % sellers.length]?.sellerId,
    title: `Thing number ${number} of the house`,
    category: ['Home', `Room ${number % 20}`],
    sku: `SKU-${number}`,
    weightGrams: 500,
    price: { amount: 1_000 + ((number * 37) % 50_000), currency: 'BRL' },
  };
}
