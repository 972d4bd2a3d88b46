import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { touches, type ShownPage } from './list-watch.ts';
import { compareKeys, keysOf } from './text-page.ts';

type Thing = { readonly id: string; readonly price: bigint | null; readonly facets: readonly string[] };
type Query = Pick<ShownPage, 'facet' | 'minPrice' | 'maxPrice' | 'sort' | 'after'> & {
  readonly limit: number;
};

/** A page as a list without any index or cache makes it. */
function pageOf(things: readonly Thing[], query: Query) {
  const keys = (row: { id: string; price: bigint }) => keysOf({ ...row, score: 0 }, query.sort);
  const rows = things
    .flatMap(({ id, price, facets }) =>
      price === null || !facets.includes(query.facet) ? [] : [{ id, price }],
    )
    .filter(({ price }) => query.minPrice === null || price >= query.minPrice)
    .filter(({ price }) => query.maxPrice === null || price <= query.maxPrice)
    .filter((row) => query.after === null || compareKeys(keys(row), query.after, query.sort) > 0)
    .toSorted((a, b) => compareKeys(keys(a), keys(b), query.sort));
  return { rows: rows.slice(0, query.limit), beyond: rows[query.limit] ?? null };
}

const id = fc.integer({ min: 0, max: 30 }).map((n) => `prd_${String(n).padStart(2, '0')}`);
const price = fc.bigInt({ min: 0n, max: 12n });
const facets = fc.subarray(['*', 'home', 'garden']);
const thing = fc.record({ id, price: fc.option(price), facets });
const things = fc.uniqueArray(thing, { selector: (each) => each.id, maxLength: 25 });
const query: fc.Arbitrary<Query> = fc.record({
  facet: fc.constantFrom('*', 'home'),
  minPrice: fc.option(price),
  maxPrice: fc.option(price),
  sort: fc.constantFrom('newest', 'price-asc', 'price-desc'),
  after: fc.option(fc.tuple(price.map(Number), id)),
  limit: fc.integer({ min: 1, max: 6 }),
});
const listed = ({ price: minPrice, facets: found }: Thing) => ({
  minPrice,
  facets: minPrice === null ? [] : found,
});

describe('a page of a list', () => {
  it('is touched by every change after which it would look different', () => {
    fc.assert(
      fc.property(things, thing, query, (present, changed, asked) => {
        const before = present.find((each) => each.id === changed.id) ?? null;
        const others = present.filter((each) => each.id !== changed.id);
        const shown = pageOf(present, asked);
        const now = pageOf([...others, changed], asked);
        const change = {
          id: changed.id,
          before: before === null ? null : listed(before),
          after: listed(changed),
        };
        const differs = JSON.stringify([shown, now], text) !== JSON.stringify([shown, shown], text);
        if (differs) expect(touches({ ...asked, ...shown }, change)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  const page: ShownPage = {
    facet: '*',
    minPrice: null,
    maxPrice: null,
    sort: 'price-asc',
    after: null,
    rows: [
      { id: 'prd_1', price: 100n },
      { id: 'prd_2', price: 200n },
    ],
    beyond: { id: 'prd_3', price: 300n },
  };
  const listing = (minPrice: bigint, facet = '*') => ({ minPrice, facets: [facet] });

  it('is left alone by what happens further down, or among other products', () => {
    expect(touches(page, { id: 'prd_9', before: listing(400n), after: listing(500n) })).toBe(false);
    expect(touches(page, { id: 'prd_9', before: null, after: listing(150n, 'garden') })).toBe(false);
  });

  it('is touched by what comes in, goes out, or changes where it stands', () => {
    expect(touches(page, { id: 'prd_9', before: listing(400n), after: listing(150n) })).toBe(true);
    expect(touches(page, { id: 'prd_3', before: listing(300n), after: listing(900n) })).toBe(true);
    expect(touches(page, { id: 'prd_1', before: listing(100n), after: listing(100n) })).toBe(true);
  });
});

function text(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
