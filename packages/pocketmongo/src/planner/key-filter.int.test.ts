import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { values } from '../bson/arbitrary-values.ts';
import { Decimal128, type Doc, type Value } from '../bson/values.ts';
import type { Query } from '../engine.ts';
import { compileFilter } from '../query/match.ts';
import { compileSort } from '../query/sort.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';

const NS = 'test.goods';
const MIXED = 'test.mixed';
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  const goods = Array.from({ length: 2_000 }, (_, i) =>
    d({ _id: i, shop: i % 4, price: (i * 7) % 100, tags: ['all', `t${i % 10}`], made: 10_000 - i }),
  );
  await fixture.insert(NS, ...goods);
  await fixture.index(NS, { key: { shop: 1, made: -1, price: 1 } });
  await fixture.index(NS, { key: { tags: 1, _id: -1, price: 1 } });
  await fixture.index(NS, { key: { price: 1, shop: -1, made: 1 }, name: 'by-price' });
});
afterAll(() => fixture.stop());

function examined(query: Partial<Query>): { keys: number; docs: number; returned: number; filter: boolean } {
  const plan = fixture.engine.explain({}, NS, { filter: new Map(), ...query }, 'executionStats');
  const stats = plan.get('executionStats') as Doc;
  const number = (name: string): number => stats.get(name) as number;
  return {
    keys: number('totalKeysExamined'),
    docs: number('totalDocsExamined'),
    returned: number('nReturned'),
    filter: JSON.stringify([...(stats.get('executionStages') as Doc)]).includes('"filter"'),
  };
}

describe('bounds on fields behind a range', () => {
  it('are looked for in the keys: only documents that match are read', () => {
    const sorted = { filter: d({ tags: 'all', price: { $gte: 90 } }), sort: d({ _id: -1 }), limit: 20 };
    expect(examined(sorted)).toMatchObject({ docs: 20, returned: 20, filter: false });
    expect(fixture.find(NS, sorted).every((each) => Number(each.get('price')) >= 90)).toBe(true);
    expect(examined({ filter: d({ shop: 2, price: 3 }), sort: d({ made: 1 }) })).toMatchObject({
      docs: 0,
      returned: 0,
    });
  });

  it('let the scan pass by what lies between', () => {
    const page = examined({
      filter: d({ price: { $gt: 10 }, shop: 2, made: { $gt: 9_000 } }),
      hint: 'by-price',
    });
    expect(page.docs).toBe(page.returned);
    expect(page.returned).toBeGreaterThan(200);
    // 90 prices, at most four keys looked at beside the bounds for each.
    expect(page.keys).toBeLessThan(page.returned + 400);
  });

  it('have no effect on keys that were too long', async () => {
    await fixture.index('test.long', { key: { a: 1, b: 1, c: 1 } });
    const long = 'x'.repeat(3_000);
    await fixture.insert('test.long', d({ _id: 1, a: 1, b: long, c: 1 }), d({ _id: 2, a: 1, b: long, c: 2 }));
    const found = fixture.find('test.long', { filter: d({ a: { $gt: 0 }, c: 2 }) });
    expect(found.map((each) => each.get('_id'))).toEqual([2]);
  });
});

describe('queries on compound indexes over values of all types', () => {
  const fields = ['a', 'b', 'c'] as const;
  const small = fc.oneof(
    fc.constantFrom<Value>(1, 2, 3, 2n, 1.5, 'x', 'x\0', 'y', null, Decimal128.fromString('2')),
    fc.constant(0).map((): Value => [1, 'x']),
    values,
  );
  const condition = fc.oneof(
    small.filter((value) => !(value instanceof Map) || ![...value.keys()].some((key) => key.startsWith('$'))),
    fc
      .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), fc.constantFrom<Value>(1, 2, 2n, 'x', 'y'))
      .map(([operator, value]) => d({ [operator]: value })),
    fc
      .array(fc.constantFrom<Value>(1, 2, 3, 'x', 'y', null), { maxLength: 4 })
      .map((list) => d({ $in: list })),
  );
  const filters = fc
    .dictionary(fc.constantFrom(...fields), condition, { minKeys: 1 })
    .map((entries): Doc => new Map(Object.entries(entries)));
  const hints = fc.constantFrom<Record<string, 1 | -1>>(
    { a: 1, b: 1, c: 1 },
    { a: -1, b: 1, c: -1 },
    { b: 1, a: -1, c: 1 },
  );
  let all: Doc[];

  beforeAll(async () => {
    for (const key of [
      { a: 1, b: 1, c: 1 },
      { a: -1, b: 1, c: -1 },
      { b: 1, a: -1, c: 1 },
    ])
      await fixture.index(MIXED, { key });
    const record = fc.record({ a: small, b: small, c: small }, { requiredKeys: [] });
    for (const [i, entries] of fc.sample(record, { numRuns: 400, seed: 3 }).entries()) {
      const document = new Map<string, Value>([['_id', i], ...Object.entries(entries)]);
      // Two arrays in one document can't be indexed together.
      await fixture
        .insert(MIXED, document)
        .catch((error: unknown) => expect((error as { code: number }).code).toBe(171));
    }
    all = fixture.find(MIXED, {});
  });

  it('give what a scan gives', () => {
    let matched = 0;
    fc.assert(
      fc.property(filters, hints, fc.boolean(), (filter, hint, backwards) => {
        const matches = compileFilter(filter);
        const sort = new Map(Object.entries(hint).map(([path, way]) => [path, backwards ? -way : way]));
        const expected = all.filter((document) => matches(document)).sort(compileSort(sort));
        matched += Math.min(1, expected.length);
        const found = fixture.find(MIXED, { filter, hint: d(hint), sort });
        const ids = (list: readonly Doc[]) =>
          list.map((each) => each.get('_id')).sort((x, y) => Number(x) - Number(y));
        expect(ids(found)).toEqual(ids(expected));
        const order = compileSort(sort);
        for (const [i, each] of found.entries()) expect(order(each, expected[i] ?? each)).toBe(0);
      }),
      { numRuns: 400 },
    );
    expect(matched).toBeGreaterThan(100);
  });
});
