import { startBareExpress } from '../bare/start-express.ts';
import type { PageLoad, PageLoadResult } from '../load/page-load.ts';
import { runLoad } from '../load/run-load.ts';
import { zipfPicks } from '../load/zipf.ts';
import type { Row } from '../report/row.ts';
import { withProcessorTime } from '../world/processor-time.ts';
import { openShop, type Shop } from '../world/shop.ts';
import { changePrices } from '../world/change-prices.ts';
import type { Measurement } from './measurement.ts';

const CONNECTIONS = 32;
const URLS = 1_000;
const PICKS_PER_CONNECTION = 4_000;

/**
 * The product list (20 a page) and the detail over 1,000 URLs, drawn by Zipf, while a price changes every second; then pages
 * that nobody has asked for before. Beside it a bare Express handler with the same bytes in memory.
 */
export const pages: Measurement = {
  name: 'pages',
  measure: async ({ quick }) => {
    const shop = await openShop(5_000);
    const seconds = quick ? 2 : 8;
    try {
      const rows: Row[] = [];
      for (const kind of ['list', 'detail'] as const) {
        const paths = kind === 'list' ? await listPaths(shop) : shop.products.slice(-URLS).map(detailPath);
        const bare = await bareRate(shop, paths, seconds);
        rows.push(await hotRow(shop, kind, { paths, seconds, bare }));
        rows.push(await coldRow(shop, kind, { count: quick ? 500 : 4_000, bare }));
      }
      return rows;
    } finally {
      await shop.close();
    }
  },
};

type Product = Shop['products'][number];
const detailPath = ({ productId }: Product): string => `/api/v1/products/${productId}`;

const SORTS = ['newest', 'price-asc', 'price-desc'];
const PAGES_OF_A_LIST = 9;

/** 1,000 pages of lists as visitors leaf through them: all products, each room and each seller, in each order. */
async function listPaths(shop: Shop): Promise<string[]> {
  const rooms = await shop.ask<{ data: readonly { id: string }[] }>('GET', '/categories?limit=100');
  const filters = [
    '',
    ...rooms.data.map(({ id }) => `&category=${id}`),
    ...shop.sellerIds.map((id) => `&seller=${id}`),
  ];
  const lists = filters.flatMap((filter) => SORTS.map((sort) => `/products?limit=20&sort=${sort}${filter}`));
  const paths = (await Promise.all(lists.map((list) => leaf(shop, list)))).flat();
  // By the page's number: every list's first page is asked for more often than any list's second.
  return paths
    .toSorted((a, b) => a.number - b.number)
    .slice(0, URLS)
    .map(({ path }) => path);
}

async function leaf(shop: Shop, list: string): Promise<{ number: number; path: string }[]> {
  const found: { number: number; path: string }[] = [];
  let next: string | null = '';
  for (let number = 1; number <= PAGES_OF_A_LIST && next !== null; number += 1) {
    const path: string = next === '' ? list : `${list}&next=${encodeURIComponent(next)}`;
    found.push({ number, path: `/api/v1${path}` });
    ({ next } = await shop.ask<{ next: string | null }>('GET', path));
  }
  return found;
}

function zipfLoad(url: string, paths: readonly string[], seconds: number): PageLoad {
  return {
    url,
    connections: CONNECTIONS,
    seconds,
    paths: Array.from({ length: CONNECTIONS }, (_, client) =>
      zipfPicks(paths.length, PICKS_PER_CONNECTION, client + 1).map((pick) => paths[pick] ?? ''),
    ),
  };
}

async function bareRate(shop: Shop, paths: readonly string[], seconds: number): Promise<number> {
  const contents = new Map<string, string>();
  for (const path of paths) {
    const reply = await fetch(`${shop.souk.url}${path}`);
    contents.set(path, await reply.text());
  }
  const server = await startBareExpress(contents);
  try {
    await runLoad<PageLoadResult>('page-load.ts', zipfLoad(server.url, paths, 1));
    const result = await runLoad<PageLoadResult>('page-load.ts', zipfLoad(server.url, paths, seconds));
    return result.perSecond;
  } finally {
    server.stop();
  }
}

async function hotRow(
  shop: Shop,
  kind: 'list' | 'detail',
  { paths, seconds, bare }: { paths: readonly string[]; seconds: number; bare: number },
): Promise<Row> {
  await runLoad<PageLoadResult>('page-load.ts', zipfLoad(shop.souk.url, paths, 1));
  const changing = changePrices(shop, paths);
  const { result, cost } = await withProcessorTime(
    shop.souk.pid,
    (done: PageLoadResult) => done.pages,
    () => runLoad('page-load.ts', zipfLoad(shop.souk.url, paths, seconds)),
  );
  const { changes, oldestMs } = await changing.end();
  return {
    what: `${kind}, hot, ${URLS.toLocaleString('en')} URLs by Zipf`,
    value: result.perSecond,
    unit: '/s',
    bare: { what: 'bare Express', value: bare },
    goal: { kind: 'share', value: 0.6 },
    notes: `p99 ${result.p99} ms; ${changes} price changes, each seen after ${Math.round(oldestMs)} ms at most; ${cost}`,
  };
}

/** Each URL once, none of them asked for before. */
async function coldRow(
  shop: Shop,
  kind: 'list' | 'detail',
  { count, bare }: { count: number; bare: number },
): Promise<Row> {
  const paths =
    kind === 'list'
      ? Array.from(
          { length: count },
          (_, i) => `/api/v1/products?limit=20&sort=price-asc&minPrice=${1_000 + i}`,
        )
      : shop.products.slice(0, count).map(detailPath);
  const shares = Array.from({ length: CONNECTIONS }, (_, client) =>
    paths.filter((_, index) => index % CONNECTIONS === client),
  );
  const { result, cost } = await withProcessorTime(
    shop.souk.pid,
    (done: PageLoadResult) => done.pages,
    () =>
      runLoad<PageLoadResult>('page-load.ts', {
        url: shop.souk.url,
        connections: CONNECTIONS,
        paths: shares,
        seconds: 'once',
      } satisfies PageLoad),
  );
  return {
    what: `${kind}, cold`,
    value: result.perSecond,
    unit: '/s',
    bare: { what: 'bare Express', value: bare },
    goal: { kind: 'share', value: 0.15 },
    notes: `p99 ${result.p99} ms; ${cost}`,
  };
}
