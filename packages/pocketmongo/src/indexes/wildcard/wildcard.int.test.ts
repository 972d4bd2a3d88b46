import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkDatabase } from '../../check/check-database.ts';
import { parseCollation } from '../../collation/spec.ts';
import type { Query } from '../../engine.ts';
import { show } from '../../query/show.ts';
import { d, openFixture, type Fixture } from '../../storage/engine-fixture.ts';

const NS = 'shop.items';
let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
  await fixture.index(NS, { key: { '$**': 1 } });
  await fixture.insert(
    NS,
    d({ _id: 1, name: 'lamp', size: { w: 3, h: 5 }, tags: ['red', 'new'] }),
    d({ _id: 2, name: null, size: { w: 4 }, tags: [], parts: [{ n: 1 }, { n: 2 }] }),
    d({ _id: 3, size: {}, tags: [['red']], 'size.w': 9 }),
  );
});
afterAll(() => fixture.stop());

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error as { code: number }).code,
  );
const planOf = (filter: Record<string, unknown>, more: Partial<Query> = {}, ns = NS): string =>
  show(fixture.engine.explain({}, ns, { filter: d(filter), ...more }, 'queryPlanner'));
const ids = (filter: Record<string, unknown>, ns = NS): unknown[] =>
  fixture.find(ns, { filter: d(filter) }).map((each) => each.get('_id'));

describe('a wildcard index', () => {
  it.each<[Record<string, unknown>, number[]]>([
    [{ name: 'lamp' }, [1]],
    [{ 'size.w': { $gt: 3 } }, [2]],
    [{ 'parts.n': 2 }, [2]],
    [{ tags: { $in: ['new', 'red'] } }, [1]],
    [{ size: { $exists: true } }, [1, 2, 3]],
    [{ parts: { $exists: true } }, [2]],
    [{ tags: { $exists: true } }, [1, 2, 3]],
    [{ name: { $exists: true } }, [1, 2]],
    [{ $or: [{ name: 'lamp' }, { 'size.w': 4 }] }, [1, 2]],
  ])('answers %j', (filter, expected) => {
    expect(planOf(filter)).toContain('IXSCAN');
    expect(ids(filter).sort()).toEqual(expected);
  });

  it.each<[Record<string, unknown>, number[]]>([
    [{ name: null }, [2, 3]],
    [{ name: { $exists: false } }, [3]],
    [{ name: { $in: [null, 'lamp'] } }, [1, 2, 3]],
    [{ size: d({ w: 4 }) }, [2]],
    [{ tags: ['red', 'new'] }, [1]],
    [{ 'parts.0.n': 1 }, [2]],
    [{ _id: { $gt: 2 } }, [3]],
  ])('leaves %j to others', (filter, expected) => {
    expect(planOf(filter)).not.toContain('$**_1');
    expect(ids(filter)).toEqual(expected);
  });

  it('refuses a hint that it can not follow', () => {
    expect(planOf({ name: 'lamp' }, { hint: '$**_1' })).toContain('$_path: 1, name: 1');
    expect(() => planOf({ name: null }, { hint: '$**_1' })).toThrow('wildcard');
  });

  it('holds what its path or projection names', async () => {
    await fixture.index('shop.some', { key: { 'a.$**': 1 } });
    await fixture.index('shop.some', {
      key: { '$**': 1 },
      name: 'but',
      wildcardProjection: { 'b.x': 0, a: 0 },
    });
    expect(planOf({ 'a.b': 1 }, {}, 'shop.some')).toContain('"a.$**_1"');
    expect(planOf({ 'b.y': 1 }, {}, 'shop.some')).toContain('"but"');
    for (const filter of [{ 'b.x': 1 }, { b: { $exists: true } }])
      expect(planOf(filter, {}, 'shop.some')).toContain('COLLSCAN');
  });

  it('follows updates and deletes, also with a collation', async () => {
    const collation = d({ locale: 'en', strength: 2 });
    await fixture.index('shop.ci', { key: { '$**': 1 }, collation });
    await fixture.insert('shop.ci', d({ _id: 1, a: 'X' }), d({ _id: 2, b: { c: 'x' } }));
    await fixture.write((unit) => {
      unit.update('shop.ci', {
        query: { filter: d({ _id: 2 }) },
        multi: false,
        apply: (before) => new Map([...before, ['a', 'x']]),
      });
      unit.delete('shop.ci', { query: { filter: d({ _id: 1 }) }, multi: false });
    });
    const query = { filter: d({ a: 'X' }), collation: parseCollation(collation) };
    expect(planOf({ a: 'X' }, query, 'shop.ci')).toContain('IXSCAN');
    expect(fixture.find('shop.ci', query).map((each) => each.get('_id'))).toEqual([2]);
  });

  it.each<[Record<string, unknown>, number]>([
    [{ key: { '$**': 1 }, unique: true }, 67],
    [{ key: { '$**': 1 }, sparse: true }, 67],
    [{ key: { '$**': 1 }, expireAfterSeconds: 5 }, 67],
    [{ key: { '$**': 1 }, v: 1 }, 67],
    [{ key: { '$**': 0 } }, 67],
    [{ key: { '$**': 'hashed' } }, 67],
    [{ key: { '$**.a': 1 } }, 67],
    [{ key: { a: 1, '$**': 1 } }, 67],
    [{ key: { 'a.b': 1, 'a.$**': 1 } }, 67],
    [{ key: { a: 1, 'b.$**': 1, 'c.$**': 1 } }, 67],
    [{ key: { a: 'hashed', 'b.$**': 1 } }, 67],
    [{ key: { a: '2dsphere', 'b.$**': 1 } }, 67],
    [{ key: { a: 1, 'b.$**': 1 }, unique: true }, 67],
    [{ key: { a: 1, 'b.$**': 1 }, wildcardProjection: { 'b.c': 1 } }, 9],
    [{ key: { a: 1, '$**': 1 }, wildcardProjection: { a: 1, b: 1 } }, 67],
    [{ key: { '$**': 1 }, wildcardProjection: {} }, 9],
    [{ key: { '$**': 1 }, wildcardProjection: { a: 1, b: 0 } }, 31254],
    [{ key: { 'a.$**': 1 }, wildcardProjection: { a: 1 } }, 9],
    [{ key: { a: 1 }, wildcardProjection: { a: 1 } }, 2],
  ])('can not be %j', async (spec, expected) => {
    expect(await code(fixture.index('shop.refused', spec))).toBe(expected);
  });

  it('is verified by check', async () => {
    await fixture.engine.close();
    expect((await checkDatabase(fixture.dataDir)).problems).toEqual([]);
    await fixture.restart();
  });
});
