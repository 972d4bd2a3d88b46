import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Thing = Document & { _id: number };

describe('an index that is made unique', () => {
  let test: TestServer;
  let db: Db;
  let things: Collection<Thing>;

  beforeAll(async () => {
    test = await startTestServer();
    db = test.client.db('prepared');
    things = db.collection<Thing>('things');
    await things.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ]);
    await things.createIndex({ a: 1 }, {}, {});
  });
  afterAll(() => test.close());

  const collMod = (index: object) => db.command({ collMod: 'things', index: { name: 'a_1', ...index } });

  it('needs prepareUnique first, which lets duplicates be and no new ones in', async () => {
    expect(await codeOf(collMod({ unique: true }))).toBe(72);
    expect(await collMod({ prepareUnique: true })).toMatchObject({ prepareUnique_new: true });
    expect(await codeOf(things.insertOne({ _id: 4, a: 1 }))).toBe(11000);
    expect(await codeOf(things.updateOne({ _id: 3 }, { $set: { a: 1 } }))).toBe(11000);
    await things.updateOne({ _id: 1 }, { $set: { b: 1 } });
    await things.insertOne({ _id: 4, a: 3 });
    expect(await things.indexes()).toContainEqual({ v: 2, key: { a: 1 }, name: 'a_1', prepareUnique: true });
  });

  it('is refused with the documents that are the same, and is unique without them', async () => {
    await expect(collMod({ unique: true })).rejects.toMatchObject({
      code: 359,
      errorResponse: { violations: [{ ids: [1, 2] }] },
    });
    await things.deleteOne({ _id: 2 });
    expect(await collMod({ unique: true })).toMatchObject({ unique_new: true });
    expect(await things.indexes()).toContainEqual({ v: 2, key: { a: 1 }, name: 'a_1', unique: true });
    expect(await codeOf(things.insertOne({ _id: 5, a: 1 }))).toBe(11000);
    expect(await things.find({ a: 1 }).hint('a_1').toArray()).toEqual([{ _id: 1, a: 1, b: 1 }]);
    expect(await codeOf(collMod({ unique: false }))).toBe(2);
    expect(await codeOf(collMod({ prepareUnique: true }))).toBe(2);
  });

  it('excludes transactions that add the same key', async () => {
    const others = db.collection<Thing>('others');
    await others.createIndex({ a: 1 }, {}, {});
    await db.command({ collMod: 'others', index: { name: 'a_1', prepareUnique: true } });
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await others.insertOne({ _id: 1, a: 1 }, { session });
      await test.client.withSession(async (other) => {
        other.startTransaction();
        expect(await codeOf(others.insertOne({ _id: 2, a: 1 }, { session: other }))).toBe(112);
      });
      await session.commitTransaction();
    });
    expect(await codeOf(others.insertOne({ _id: 2, a: 1 }))).toBe(11000);
  });
});
