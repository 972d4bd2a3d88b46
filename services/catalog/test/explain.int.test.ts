import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { money, newId, type Id } from '@souk/kernel';
import { insertCategory } from '../src/data/categories.ts';
import { insertOffers } from '../src/data/offers.ts';
import {
  byPriceQuery,
  newestQuery,
  samePriceQuery,
  textQuery,
  type ListFilter,
} from '../src/data/product-lists.ts';
import { insertProducts } from '../src/data/products.ts';
import { newCategory, type Category } from '../src/domain/category.ts';
import { facetOf, listingOf } from '../src/domain/listing.ts';
import type { Offer } from '../src/domain/offer.ts';
import { newOffer } from '../src/features/create-offer/create-offer.ts';
import { newProduct } from '../src/features/create-product/create-product.ts';
import { START, startHarness, type Harness } from './harness.ts';

const OFFERS = 30_000;
const BATCH = 1_000;
const SELLERS = 30;
let harness: Harness;
let sellers: Id[];
let tree: Category[];
let category: Id;
let middle: { id: Id; price: bigint };
beforeAll(async () => {
  harness = await startHarness();
  const { store } = harness.catalog;
  sellers = Array.from({ length: SELLERS }, () => newId('seller'));
  tree = plantTree();
  for (const each of tree) await insertCategory(store, each, null);
  for (let from = 0; from < OFFERS; from += BATCH) await load(from);
  category = tree.find((each) => each.pathKey === 'shelf-3/board-3')?.id ?? '';
  const [half] = await store.products
    .find({})
    .sort({ _id: 1 })
    .skip(OFFERS / 2)
    .limit(1)
    .toArray();
  middle = { id: half?._id ?? '', price: half?.minPrice ?? 0n };
});
afterAll(() => harness.stop());

/** Thirty categories under ten. */
function plantTree(): Category[] {
  const shelves = Array.from({ length: 10 }, (_, n) =>
    newCategory(newId('category'), `Shelf ${n}`, null, START),
  );
  const boards = Array.from({ length: 30 }, (_, n) =>
    newCategory(newId('category'), `Board ${n}`, shelves[n % 10] ?? null, START),
  );
  return [...shelves, ...boards];
}

/** Products with one offer each: titles of common and rare words, prices spread over 997 steps. */
async function load(from: number): Promise<void> {
  const { catalog } = harness;
  const offers: Offer[] = [];
  const products = Array.from({ length: BATCH }, (_, index) => {
    const n = from + index;
    const sku = `P-${String(n).padStart(6, '0')}`;
    const variant = { id: newId('variant'), sku, options: [], weightGrams: 100 };
    const product = newProduct(catalog, {
      title: `Thing word${n % 1_500} number ${n}`,
      description: '',
      slug: null,
      ownerId: null,
      variants: [variant],
      categoryPath: tree[10 + (n % 30)]?.path ?? [],
      reference: sku,
    });
    const price = money(BigInt(100 + ((n * 7919) % 997) * 10), 'BRL');
    const sellerId = sellers[n % SELLERS] ?? '';
    const offer = newOffer(
      catalog,
      { product, variant },
      { sellerId, sellerActive: true, price, state: 'active' },
    );
    offers.push(offer);
    return { product, listing: listingOf(product, [offer]) };
  });
  await catalog.db.transaction(async (session) => {
    await insertProducts(catalog.store, products, session);
    await insertOffers(catalog.store, offers, session);
  });
}

type Plan = { stages: string[]; examined: number; returned: number };

/** What a query does: the stages of its winning plan, and what it touches. */
async function explained(query: { explain(verbosity: 'executionStats'): Promise<unknown> }): Promise<Plan> {
  const { queryPlanner, executionStats } = (await query.explain('executionStats')) as {
    queryPlanner: { winningPlan: unknown };
    executionStats: { totalDocsExamined: number | bigint; nReturned: number | bigint };
  };
  const stages = [...planText(queryPlanner.winningPlan).matchAll(/"stage":"([A-Z_]+)"/g)].map(
    (match) => match[1] ?? '',
  );
  return {
    stages,
    examined: Number(executionStats.totalDocsExamined),
    returned: Number(executionStats.nReturned),
  };
}

/** The plan as text; its bounds hold prices, which JSON does not know. */
function planText(plan: unknown): string {
  return JSON.stringify(plan, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

function expectFrugal({ stages, examined, returned }: Plan): void {
  expect(stages).toContain('IXSCAN');
  expect(stages).not.toContain('COLLSCAN');
  expect(stages).not.toContain('SORT');
  expect(returned).toBeGreaterThan(0);
  expect(examined).toBeLessThanOrEqual(10 * returned);
}

const filter = (over: { category?: true; seller?: true; min?: bigint; max?: bigint } = {}): ListFilter => ({
  facet: facetOf({
    categoryId: over.category === true ? category : null,
    sellerId: over.seller === true ? (sellers[3] ?? null) : null,
  }),
  minPrice: over.min ?? null,
  maxPrice: over.max ?? null,
});

describe(`the plans of lists over ${OFFERS} offers`, () => {
  const range = { min: 2_000n, max: 4_000n };
  const filters = [
    ['everything', {}],
    ['a category with all below', { category: true }],
    ['a seller', { seller: true }],
    ['a category and a seller', { category: true, seller: true }],
    ['a range of prices', range],
    ['a category and a range of prices', { category: true, ...range }],
    ['a seller and a range of prices', { seller: true, ...range }],
  ] as const;

  it.each(filters)('of %s use an index for every sort, and touch little else', async (_what, over) => {
    const { store } = harness.catalog;
    expectFrugal(await explained(newestQuery(store, filter(over), null).limit(21)));
    expectFrugal(await explained(newestQuery(store, filter(over), middle.id).limit(21)));
    for (const order of ['price-asc', 'price-desc'] as const) {
      expectFrugal(await explained(byPriceQuery(store, filter(over), order).limit(21)));
      const beyond = order === 'price-asc' ? { above: 2_500n } : { below: 3_500n };
      expectFrugal(await explained(byPriceQuery(store, filter(over), order, beyond).limit(21)));
    }
  });

  it('take the keys of a page from the index alone, whatever the price', async () => {
    const { store } = harness.catalog;
    const queries = [
      newestQuery(store, filter(range), null),
      newestQuery(store, filter({ category: true, ...range }), middle.id),
      byPriceQuery(store, filter(range), 'price-desc'),
    ];
    for (const query of queries) {
      const { stages, examined, returned } = await explained(query.limit(21));
      expect(stages).toContain('PROJECTION_COVERED');
      expect([examined, returned]).toEqual([0, 21]);
    }
  });

  it('of the rest of one price use an index', async () => {
    for (const order of ['price-asc', 'price-desc'] as const) {
      const key = { price: middle.price, id: order === 'price-asc' ? 'prd_' : 'prd_z' };
      expectFrugal(await explained(samePriceQuery(harness.catalog.store, filter(), order, key).limit(21)));
    }
  });

  it('of words use the text index', async () => {
    const { stages, examined, returned } = await explained(
      textQuery(harness.catalog.store, filter(), 'word77'),
    );
    expect(stages.some((stage) => stage.startsWith('TEXT') || stage === 'IXSCAN')).toBe(true);
    expect(stages).not.toContain('COLLSCAN');
    expect(returned).toBe(OFFERS / 1_500);
    expect(examined).toBeLessThanOrEqual(10 * returned);
  });

  it('of everything else that is looked up use an index', async () => {
    const { products, offers, categories } = harness.catalog.store;
    const product = await products.findOne({ _id: middle.id });
    const variantId = product?.variants[0]?.id ?? '';
    const offer = await offers.findOne({ productId: middle.id });
    const offerIds = [offer?._id ?? '', newId('offer')];
    const queries = [
      products.find({ state: 'active', slug: product?.slug ?? '' }),
      products.find({ 'variants.id': variantId, state: 'active' }),
      products.find({ reference: { $in: ['P-000001', 'P-000002'] }, state: 'active' }),
      products.find({ 'variants.sku': { $in: ['P-000001', 'P-000002'] }, state: 'active' }),
      products.find({ categoryPath: category, state: 'active' }).limit(1),
      offers.find({ _id: { $in: offerIds } }),
      offers.find({ productId: middle.id }),
      offers.find({ productId: middle.id, sellerId: offer?.sellerId ?? '' }).sort({ _id: 1 }),
      offers
        .find({ sellerId: sellers[3] ?? '' })
        .sort({ _id: 1 })
        .limit(21),
      offers
        .find({ sellerId: sellers[3] ?? '', _id: { $gt: offerIds[0] ?? '' } })
        .sort({ _id: 1 })
        .limit(21),
      offers.find({ variantId, sellerId: offer?.sellerId ?? '' }),
      categories.find({ state: 'active', pathKey: { $gt: 'shelf-3/', $lt: 'shelf-30' } }),
      categories
        .find({ state: 'active', pathKey: { $gt: 'shelf-3' } })
        .sort({ pathKey: 1 })
        .limit(21),
      categories.find({ pathKey: { $in: ['shelf-3'] }, state: 'active' }),
    ];
    for (const query of queries) {
      const { stages, examined, returned } = await explained(query);
      expect(stages.some((stage) => stage === 'IXSCAN' || stage === 'IDHACK')).toBe(true);
      expect(stages).not.toContain('COLLSCAN');
      expect(stages).not.toContain('SORT');
      expect(examined).toBeLessThanOrEqual(10 * returned);
    }
  });
});
