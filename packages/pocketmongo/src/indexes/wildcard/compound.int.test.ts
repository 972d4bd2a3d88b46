import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkDatabase } from '../../check/check-database.ts';
import type { Query } from '../../engine.ts';
import { show } from '../../query/show.ts';
import { d, openFixture, type Fixture } from '../../storage/engine-fixture.ts';

const SALES = 'shop.sales';
const BUT = 'shop.but';
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await fixture.index(SALES, { key: { tenant: 1, 'custom.$**': 1, day: -1 }, name: 'custom' });
  await fixture.insert(
    SALES,
    d({ _id: 1, tenant: 1, custom: { name: 'ann', tags: ['new', 'old'] }, day: 3 }),
    d({ _id: 2, tenant: 1, custom: { name: 'bob', block: 5 }, day: 4 }),
    d({ _id: 3, tenant: 2, custom: { name: 'ann' } }),
    d({ _id: 4, tenant: 2 }),
    d({ _id: 5, custom: { name: 'ann' } }),
    d({ _id: 6 }),
    d({ _id: 7, tenant: 3, custom: {} }),
  );
  await fixture.index(BUT, { key: { '$**': -1, a: 1 }, wildcardProjection: { a: 0 }, name: 'but' });
  await fixture.insert(BUT, d({ _id: 1, a: 1, b: { c: 2 } }), d({ _id: 2, a: 2, b: { c: 2 } }));
});
afterAll(() => fixture.stop());

const planOf = (filter: Record<string, unknown>, more: Partial<Query> = {}, ns = SALES): string =>
  show(fixture.engine.explain({}, ns, { filter: d(filter), ...more }, 'executionStats'));
const ids = (filter: Record<string, unknown>, ns = SALES): unknown[] =>
  fixture
    .find(ns, { filter: d(filter) })
    .map((each) => each.get('_id'))
    .sort();
const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error as { code: number }).code,
  );

describe('a compound wildcard index', () => {
  it.each<[Record<string, unknown>, number[]]>([
    [{ tenant: 1, 'custom.name': 'ann' }, [1]],
    [{ tenant: { $in: [1, 2] }, 'custom.name': 'ann' }, [1, 3]],
    [{ tenant: 1, 'custom.block': { $gt: 4 } }, [2]],
    [{ tenant: 1, 'custom.tags': 'old' }, [1]],
    [{ tenant: null, 'custom.name': 'ann' }, [5]],
    [{ tenant: 2, 'custom.name': 'ann', day: null }, [3]],
    [{ tenant: { $gte: 2 }, 'custom.name': 'ann' }, [3]],
    [
      {
        $or: [
          { tenant: 1, 'custom.block': 5 },
          { tenant: 2, 'custom.name': 'ann' },
        ],
      },
      [2, 3],
    ],
    [{ tenant: 2 }, [3, 4]],
    [{ tenant: { $gt: 1 } }, [3, 4, 7]],
    [{ tenant: 1, day: 4 }, [2]],
    [{ tenant: 2, 'custom.name': null }, [4]],
    [{ tenant: 2, 'custom.name': { $exists: false } }, [4]],
    [{ tenant: 3, custom: {} }, [7]],
  ])('answers %j', (filter, expected) => {
    expect(planOf(filter)).toContain('"custom"');
    expect(ids(filter)).toEqual(expected);
  });

  it.each<[Record<string, unknown>, number[]]>([
    [{ 'custom.name': 'ann' }, [1, 3, 5]],
    [{ tenant: null }, [5, 6]],
    [{ day: 3 }, [1]],
    [{ tenant: { $exists: false }, day: null }, [5, 6]],
  ])('leaves %j to others', (filter, expected) => {
    expect(planOf(filter)).toContain('COLLSCAN');
    expect(ids(filter)).toEqual(expected);
  });

  it('is shown with the path that it is used for', () => {
    const plan = planOf({ tenant: 1, 'custom.name': 'bob' });
    expect(plan).toContain('keyPattern: { tenant: 1, $_path: 1, custom.name: 1, day: -1 }');
    expect(plan).toContain('totalKeysExamined: 1');
    expect(planOf({ tenant: 2 })).toContain('keyPattern: { tenant: 1, $_path: 1, day: -1 }');
  });

  it('gives the order of the fields before the wildcard', () => {
    const sort = d({ tenant: -1 });
    const filter = d({ tenant: { $gt: 0 } });
    expect(planOf({ tenant: { $gt: 0 } }, { sort })).not.toContain('"SORT"');
    const found = fixture.find(SALES, { filter, sort }).map((each) => each.get('tenant'));
    expect(found).toEqual([3, 2, 2, 1, 1]);
    expect(planOf({ tenant: 1, 'custom.name': 'x' }, { sort: d({ 'custom.name': 1 }) })).toContain('SORT');
  });

  it('may begin with the wildcard', () => {
    expect(planOf({ 'b.c': 2, a: 2 }, {}, BUT)).toContain('"but"');
    expect(ids({ 'b.c': 2, a: 2 }, BUT)).toEqual([2]);
    expect(planOf({ a: 2 }, {}, BUT)).toContain('COLLSCAN');
  });

  it('can not follow every hint', () => {
    expect(() => planOf({ 'custom.name': 'ann' }, { hint: 'custom' })).toThrow('wildcard');
  });

  it('refuses arrays beside the wildcard, in documents that it holds', async () => {
    expect(await refusal(fixture.insert(SALES, d({ _id: 8, tenant: [1] })))).toBe(201);
    expect(await refusal(fixture.insert(SALES, d({ _id: 8, day: [] })))).toBe(201);
    await fixture.insert('shop.there', d({ _id: 1, a: [{ b: 1 }] }));
    expect(await refusal(fixture.index('shop.there', { key: { 'a.b': 1, 'c.$**': 1 } }))).toBe(201);
    const partialFilterExpression = { c: 5 };
    const partly = { key: { 'a.b': 1, 'c.$**': 1 }, partialFilterExpression };
    expect(await refusal(fixture.index('shop.there', partly))).toBe('fine');
  });

  it('follows updates and deletes, and is there after a restart', async () => {
    await fixture.write((unit) => {
      unit.update(SALES, {
        query: { filter: d({ _id: 4 }) },
        multi: false,
        apply: (before) => new Map([...before, ['custom', d({ name: 'cy' })]]),
      });
      unit.delete(SALES, { query: { filter: d({ _id: 3 }) }, multi: false });
    });
    expect(ids({ tenant: 2, 'custom.name': { $gte: 'a' } })).toEqual([4]);
    await fixture.engine.close();
    expect((await checkDatabase(fixture.dataDir)).problems).toEqual([]);
    await fixture.restart();
    expect(ids({ tenant: 2, 'custom.name': 'cy' })).toEqual([4]);
  });
});
