import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Db } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

describe('a hidden index', () => {
  let test: TestServer;
  let db: Db;
  let things: Collection;

  beforeAll(async () => {
    test = await startTestServer();
    db = test.client.db('hidden');
    things = db.collection('things');
    await things.insertMany([
      { a: 1, b: 1, at: new Date(0) },
      { a: 2, b: 2, text: 'lamp' },
    ]);
    await things.createIndexes([
      { key: { a: 1 }, unique: true, hidden: true },
      { key: { text: 'text' }, hidden: true },
      { key: { b: 1 } },
    ]);
  });
  afterAll(() => test.close());

  const collMod = (index: object) => db.command({ collMod: 'things', index });
  const planOf = async (filter: object): Promise<string> =>
    JSON.stringify(await things.find(filter).explain('queryPlanner'));

  it('is listed, not used, not found by a hint, and still unique', async () => {
    const listed = (await things.indexes()).filter(({ hidden }) => hidden === true);
    expect(listed.map(({ name }) => name)).toEqual(['a_1', 'text_text']);
    expect(await planOf({ a: 1 })).toContain('COLLSCAN');
    expect(await codeOf(things.find({ a: 1 }).hint('a_1').toArray())).toBe(2);
    expect(await codeOf(things.find({ a: 1 }).hint({ a: 1 }).toArray())).toBe(2);
    expect(await codeOf(things.find({ $text: { $search: 'lamp' } }).toArray())).toBe(27);
    expect(await codeOf(things.insertOne({ a: 1 }))).toBe(11000);
  });

  it('is shown and hidden again by collMod', async () => {
    expect(await collMod({ name: 'a_1', hidden: false })).toMatchObject({
      hidden_old: true,
      hidden_new: false,
    });
    expect(await planOf({ a: 1 })).toContain('IXSCAN');
    await things.findOne({ a: 1 });
    await collMod({ name: 'a_1', hidden: false });
    const used = [{ $indexStats: {} }, { $match: { name: 'a_1', 'accesses.ops': { $gt: 0 } } }];
    expect(await things.aggregate(used).toArray()).toHaveLength(1);
    expect((await things.indexes())[1]).not.toHaveProperty('hidden');
    const { hidden_new: hidden } = await collMod({ keyPattern: { a: 1 }, hidden: true });
    expect(hidden).toBe(true);
    expect(await planOf({ a: 1 })).toContain('COLLSCAN');
  });

  it('can be none of _id; what collMod does not do is refused', async () => {
    expect(await codeOf(collMod({ name: '_id_', hidden: true }))).toBe(2);
    expect(await codeOf(collMod({ name: 'b_1', unique: true, hidden: true }))).toBe(115);
    expect(await codeOf(collMod({ name: 'none', hidden: true }))).toBe(27);
    expect(await codeOf(collMod({ name: 'b_1' }))).toBe(72);
    expect(await codeOf(collMod({ name: 1, hidden: true }))).toBe(14);
    expect(await codeOf(collMod({ hidden: true }))).toBe(72);
  });

  it('still expires documents', async () => {
    await things.createIndexes([{ key: { at: 1 }, expireAfterSeconds: 1, hidden: true }]);
    await test.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
    for (let left = 2; left > 1;) left = await things.countDocuments();
    expect(await things.findOne()).toMatchObject({ a: 2 });
  });
});
