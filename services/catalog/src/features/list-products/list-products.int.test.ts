import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import fc from 'fast-check';
import { admin, importRow, startHarness, textAt, type Harness } from '../../../test/harness.ts';

type Item = { id: Id; price: { amount: number }; categoryId: Id; sellerIds: Id[]; title: string };
type Known = { id: Id; title: string; price: number; seller: Id; path: string };

let harness: Harness;
const known: Known[] = [];
const categories = new Map<string, Id>();
let sellers: Id[] = [];

const PATHS = [['Home'], ['Home', 'Kitchen'], ['Home', 'Kitchen', 'Pans'], ['Garden']];
const WORDS = ['blue', 'steel', 'lamp', 'chair', 'glass'];

beforeAll(async () => {
  harness = await startHarness();
  sellers = [harness.approvedSeller().sellerId, harness.approvedSeller().sellerId];
  const rows = Array.from({ length: 60 }, (_, n) => ({
    path: PATHS[n % PATHS.length] ?? [],
    seller: sellers[n % 3 === 0 ? 0 : 1] ?? '',
    title: `${WORDS[n % 5] ?? ''} ${WORDS[(n * 3) % 5] ?? ''} number ${n}`,
    price: 100 * (n % 7) + 50,
  }));
  const body = {
    rows: rows.map(({ path, seller, title, price }) =>
      importRow(seller, { title, category: path, price: { amount: price, currency: 'BRL' } }),
    ),
  };
  const reply = await harness.send('POST', '/product-imports', { identity: admin, body });
  for (const [index, { path, ...row }] of rows.entries()) {
    known.push({
      ...row,
      path: path.join('/').toLowerCase(),
      id: textAt(reply.body, 'data', index, 'productId'),
    });
  }
  const list = await harness.send('GET', '/categories?limit=100');
  for (const each of (list.body as { data: { id: Id; path: string }[] }).data)
    categories.set(each.path, each.id);
});
afterAll(() => harness.stop());

/** Every page of a list, one after the other. */
async function walk(query: Record<string, string>): Promise<Item[]> {
  const seen: Item[] = [];
  for (let next: string | null = ''; next !== null;) {
    const search = new URLSearchParams({ ...query, ...(next === '' ? {} : { next }) });
    const reply = await harness.send('GET', `/products?${search.toString()}`);
    expect(reply.status).toBe(200);
    const page = reply.body as { data: Item[]; next: string | null };
    seen.push(...page.data);
    next = page.next;
  }
  return seen;
}

const byId = (a: { id: Id }, b: { id: Id }) => (a.id < b.id ? -1 : 1);
const ORDERS: Record<string, (a: Known, b: Known) => number> = {
  newest: (a, b) => -byId(a, b),
  'price-asc': (a, b) => a.price - b.price || byId(a, b),
  'price-desc': (a, b) => b.price - a.price || -byId(a, b),
};

describe('the product list', () => {
  it('gives exactly what the filters say, in order, over pages of any length', async () => {
    const maybe = <T>(each: fc.Arbitrary<T>) => fc.option(each, { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          sort: fc.constantFrom('newest', 'price-asc', 'price-desc'),
          category: maybe(fc.constantFrom('home', 'home/kitchen', 'home/kitchen/pans', 'garden')),
          seller: maybe(fc.constantFrom(0, 1)),
          minPrice: maybe(fc.integer({ min: 0, max: 700 })),
          maxPrice: maybe(fc.integer({ min: 0, max: 700 })),
          limit: fc.integer({ min: 3, max: 100 }),
        }),
        async ({ sort, category, seller, minPrice, maxPrice, limit }) => {
          fc.pre(minPrice === undefined || maxPrice === undefined || minPrice <= maxPrice);
          const query = {
            sort,
            limit: String(limit),
            ...(category === undefined ? {} : { category: categories.get(category) ?? '' }),
            ...(seller === undefined ? {} : { seller: sellers[seller] ?? '' }),
            ...(minPrice === undefined ? {} : { minPrice: String(minPrice) }),
            ...(maxPrice === undefined ? {} : { maxPrice: String(maxPrice) }),
          };
          const expected = known
            .filter(
              (each) =>
                (category === undefined || `${each.path}/`.startsWith(`${category}/`)) &&
                (seller === undefined || each.seller === sellers[seller]) &&
                each.price >= (minPrice ?? 0) &&
                each.price <= (maxPrice ?? Infinity),
            )
            .toSorted(ORDERS[sort]);
          expect((await walk(query)).map((item) => item.id)).toEqual(expected.map((each) => each.id));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('finds words together with filters, best first, each match once', async () => {
    const found = await walk({ q: 'lamp', limit: '7' });
    const expected = known.filter((each) => each.title.includes('lamp'));
    expect(found.map((item) => item.id).toSorted()).toEqual(expected.map((each) => each.id).toSorted());
    const inGarden = await walk({
      q: 'LAMPS',
      category: categories.get('garden') ?? '',
      sort: 'price-asc',
      limit: '2',
    });
    const garden = expected.filter((each) => each.path === 'garden').toSorted(ORDERS['price-asc']);
    expect(inGarden.map((item) => item.id)).toEqual(garden.map((each) => each.id));
    expect(await walk({ q: 'nothing-of-the-kind' })).toEqual([]);
  });

  it('refuses a cursor of another filter, sort or search, and a range upside down', async () => {
    const first = await harness.send('GET', '/products?limit=2&sort=price-asc');
    const next = textAt(first.body, 'next');
    for (const query of ['sort=price-desc', 'sort=price-asc&minPrice=3', 'sort=price-asc&q=lamp', '']) {
      const reply = await harness.send('GET', `/products?limit=2&next=${next}&${query}`);
      expect(reply.body).toMatchObject({ status: 422, errors: [{ pointer: '/query/next' }] });
    }
    for (const keys of [['x', 'prd_'], [1.5, 'prd_'], [1], [1, { $gt: '' }]]) {
      const [hash] = JSON.parse(Buffer.from(next, 'base64url').toString()) as string[];
      const forged = Buffer.from(JSON.stringify([hash, ...keys])).toString('base64url');
      const reply = await harness.send('GET', `/products?limit=2&sort=price-asc&next=${forged}`);
      expect(reply.body).toMatchObject({ status: 422, errors: [{ pointer: '/query/next' }] });
    }
    const range = await harness.send('GET', '/products?minPrice=5&maxPrice=4');
    expect(range.body).toMatchObject({
      status: 422,
      code: 'price-range',
      errors: [{ pointer: '/query/minPrice' }],
    });
    for (const query of [
      'limit=0',
      'limit=101',
      'sort=best',
      'minPrice=-1',
      'category=prd_1',
      'colour=red',
      'limit[$gt]=1',
    ]) {
      expect((await harness.send('GET', `/products?${query}`)).status).toBe(422);
    }
  });

  it('shows a change at once: a write drops the pages that show the product', async () => {
    const { sellerId, staff } = harness.approvedSeller();
    const rows = [importRow(sellerId)];
    const reply = await harness.send('POST', '/product-imports', { identity: admin, body: { rows } });
    const [path, id] = [`/products?seller=${sellerId}`, textAt(reply.body, 'data', 0, 'productId')];
    const offerPath = `/offers/${textAt(reply.body, 'data', 0, 'offerId')}`;
    for (const amount of [800, 700]) {
      await harness.send('GET', path);
      await harness.send('GET', `/products/${id}`);
      const body = { price: { amount, currency: 'BRL' } };
      expect((await harness.send('PATCH', offerPath, { identity: staff, body })).status).toBe(200);
      expect((await harness.send('GET', path)).body).toMatchObject({ data: [{ price: { amount } }] });
      expect((await harness.send('GET', `/products/${id}`)).body).toMatchObject({
        variants: [{ offers: [{ price: { amount } }] }],
      });
    }
    await harness.send('DELETE', `/products/${id}`, { identity: admin });
    expect((await harness.send('GET', path)).body).toEqual({ data: [], next: null });
    expect((await harness.send('GET', `/products/${newId('product')}`)).status).toBe(404);
  });
});
