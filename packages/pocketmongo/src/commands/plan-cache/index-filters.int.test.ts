import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import type { Named } from '../../../test/staff.ts';
import { codeOf, startTestServer, type TestServer } from '../../../test/server.ts';

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('test');
  await db.createCollection('view', { viewOn: 'c', pipeline: [] });
  await db.createCollection('series', { timeseries: { timeField: 'at' } });
});
afterAll(() => test.close());
beforeEach(async () => {
  await db.collection('c').drop();
  await db
    .collection<Named>('c')
    .insertMany(Array.from({ length: 10 }, (_, n) => ({ _id: n, a: n, b: n, c: n })));
  await db
    .collection('c')
    .createIndexes([{ key: { a: 1, b: 1 } }, { key: { a: 1, c: 1 } }, { key: { b: 1 } }]);
});

const set = (query: Document, indexes: (string | Document)[], more: Document = {}): Promise<Document> =>
  db.command({ planCacheSetFilter: 'c', query, indexes, ...more });

/** Whether a filter was in force, and the index that was taken. */
async function chosen(command: Document): Promise<[boolean, string | undefined]> {
  const { queryPlanner } = await db.command({ explain: command, verbosity: 'queryPlanner' });
  const { indexFilterSet, winningPlan } = queryPlanner as { indexFilterSet: boolean; winningPlan: Document };
  return [indexFilterSet, /"indexName":"([^"]+)"/.exec(JSON.stringify(winningPlan))?.[1]];
}

const find = (filter: Document, more: Document = {}) => chosen({ find: 'c', filter, ...more });

describe('an index filter', () => {
  it.each<[string, Document]>([
    ['find', { find: 'c', filter: { a: 7 } }],
    ['count', { count: 'c', query: { a: 1 } }],
    ['distinct', { distinct: 'c', key: 'a', query: { a: 1 } }],
    ['aggregate', { aggregate: 'c', pipeline: [{ $match: { a: 1 } }], cursor: {} }],
    ['update', { update: 'c', updates: [{ q: { a: 1 }, u: { $set: { x: 1 } } }] }],
    ['delete', { delete: 'c', deletes: [{ q: { a: 1 }, limit: 0 }] }],
    ['findAndModify', { findAndModify: 'c', query: { a: 1 }, update: { $set: { x: 1 } } }],
  ])('leaves %s the indexes it names', async (_, command) => {
    await set({ a: 1 }, [{ a: 1, c: 1 }]);
    expect(await chosen(command)).toEqual([true, 'a_1_c_1']);
    await set({ a: 1 }, ['a_1_b_1']);
    expect(await chosen(command)).toEqual([true, 'a_1_b_1']);
  });

  it('beats a hint, and leaves no index when there is none of its names', async () => {
    await set({ a: 1 }, ['a_1_c_1']);
    expect(await find({ a: 3 }, { hint: 'a_1_b_1' })).toEqual([true, 'a_1_c_1']);
    await set({ a: 1 }, ['gone']);
    expect(await find({ a: 3 })).toEqual([true, undefined]);
    expect(await db.collection('c').find({ a: 3 }).toArray()).toMatchObject([{ _id: 3 }]);
    await set({ _id: 1, a: 1 }, ['a_1_c_1']);
    expect(await find({ _id: 2, a: 2 })).toEqual([true, 'a_1_c_1']);
  });

  it('is one of a shape: fields, operators, sort, projection and collation, not values or their order', async () => {
    await set({ a: { $gt: 1 }, b: 2 }, ['b_1']);
    expect(await find({ b: 5, a: { $gt: 0 } })).toEqual([true, 'b_1']);
    expect(await find({ $and: [{ a: { $gt: 0 } }, { b: 1 }] })).toEqual([true, 'b_1']);
    for (const other of [{ a: { $gte: 1 }, b: 2 }, { a: { $gt: 1 } }, { $or: [{ a: { $gt: 1 } }, { b: 2 }] }])
      expect((await find(other))[0]).toBe(false);
    for (const more of [{ sort: { b: 1 } }, { projection: { b: 1 } }, { collation: { locale: 'en' } }])
      expect((await find({ a: { $gt: 1 }, b: 2 }, more))[0]).toBe(false);
    await set({ a: 1 }, ['b_1'], { sort: { b: 1 } });
    expect(await find({ a: 1 }, { sort: { b: 1 } })).toEqual([true, 'b_1']);
  });

  it('is listed, replaced and taken back, and outlives changes of the indexes', async () => {
    const list = async (): Promise<unknown> => (await db.command({ planCacheListFilters: 'c' }))['filters'];
    expect(await list()).toEqual([]);
    await set({ a: 1 }, ['a_1_b_1']);
    await set({ a: 9 }, ['a_1_c_1']);
    await set({ b: 1 }, [{ b: 1 }], { sort: { a: 1 }, projection: { a: 1 }, collation: { locale: 'en' } });
    expect(await list()).toMatchObject([
      { query: { a: 9 }, sort: {}, projection: {}, indexes: ['a_1_c_1'] },
      {
        query: { b: 1 },
        sort: { a: 1 },
        projection: { a: 1 },
        collation: { locale: 'en' },
        indexes: [{ b: 1 }],
      },
    ]);
    await db.collection('c').createIndexes([{ key: { c: 1 } }]);
    await db.command({ planCacheClearFilters: 'c', query: { a: 3 } });
    expect(await list()).toHaveLength(1);
    await db.command({ planCacheClearFilters: 'c' });
    expect(await list()).toEqual([]);
    expect((await find({ a: 1 }))[0]).toBe(false);
    expect(await db.command({ planCacheListFilters: 'nothing' })).toMatchObject({ filters: [] });
    expect(await db.command({ planCacheClearFilters: 'nothing' })).toMatchObject({ ok: 1 });
  });

  it.each<[number, Document]>([
    [2, { planCacheSetFilter: 'nothing', query: { a: 1 }, indexes: ['a_1'] }],
    [166, { planCacheSetFilter: 'view', query: { a: 1 }, indexes: ['a_1'] }],
    [73, { planCacheSetFilter: 1, query: { a: 1 }, indexes: ['a_1'] }],
    [2, { planCacheSetFilter: 'c', indexes: ['a_1'] }],
    [2, { planCacheSetFilter: 'c', query: 1, indexes: ['a_1'] }],
    [2, { planCacheSetFilter: 'c', query: { a: { $wrong: 1 } }, indexes: ['a_1'] }],
    [2, { planCacheSetFilter: 'c', query: {}, indexes: [] }],
    [2, { planCacheSetFilter: 'c', query: {}, indexes: [1] }],
    [2, { planCacheSetFilter: 'c', query: {}, sort: 1, indexes: ['a_1'] }],
    [2, { planCacheSetFilter: 'c', query: {}, collation: {}, indexes: ['a_1'] }],
    [2, { planCacheSetFilter: 'c', query: {}, collation: 1, indexes: ['a_1'] }],
    [2, { planCacheClearFilters: 'c', sort: {} }],
    [166, { planCacheListFilters: 'series' }],
    [166, { planCacheClear: 'view' }],
  ])('%d: %j', async (code, command) => {
    expect(await codeOf(db.command(command))).toBe(code);
  });
});
