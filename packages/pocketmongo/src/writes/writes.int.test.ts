import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Db } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

interface Item {
  _id: number;
  n: number;
  group: number;
  by?: number;
  text?: string;
}

/** More than a write looks at in one piece, and than a slice has. */
const COUNT = 15_120;

let test: TestServer;
let db: Db;
beforeAll(async () => {
  test = await startTestServer({ readers: 1 });
  db = test.client.db('shop');
});
afterAll(() => test.close());

let made = 0;
async function filled(): Promise<Collection<Item>> {
  made += 1;
  const collection = db.collection<Item>(`items${made}`);
  await collection.insertMany(Array.from({ length: COUNT }, (_, _id) => ({ _id, n: _id, group: _id % 7 })));
  return collection;
}

/** What a command gives, and how many others were answered meanwhile. */
async function beside<T>(command: Promise<T>): Promise<[T, number]> {
  let isOver = false;
  let answered = 0;
  const other = (async () => {
    for (; !isOver; answered += 1) await db.command({ ping: 1 });
  })();
  const result = await command.finally(() => (isOver = true));
  await other;
  return [result, answered];
}

describe('a write that looks at a whole collection', () => {
  it('lets others work while it changes many documents', async () => {
    const items = await filled();
    const [updated, duringUpdate] = await beside(
      items.updateMany({ by: { $exists: false } }, { $set: { by: 1 } }),
    );
    expect(updated).toMatchObject({ matchedCount: COUNT, modifiedCount: COUNT, upsertedCount: 0 });
    expect(duringUpdate).toBeGreaterThan(4);
    expect(await items.updateMany({ n: { $gte: 0 } }, { $set: { by: 1 } })).toMatchObject({
      matchedCount: COUNT,
      modifiedCount: 0,
    });
    const [deleted, duringDelete] = await beside(items.deleteMany({ group: { $ne: 3 } }));
    expect(deleted.deletedCount).toBe(COUNT - COUNT / 7);
    expect(duringDelete).toBeGreaterThan(4);
    expect(await items.countDocuments()).toBe(COUNT / 7);
  });

  it('meets no document twice, though the change moves it in the index that led to it', async () => {
    const items = await filled();
    await items.createIndexes([{ key: { n: 1 } }]);
    const { modifiedCount } = await items.updateMany({ n: { $gte: 0 } }, { $inc: { n: COUNT * 10 } });
    expect(modifiedCount).toBe(COUNT);
    expect(await items.countDocuments({ n: { $gte: COUNT * 10, $lt: COUNT * 11 } })).toBe(COUNT);
  });

  it('leaves what it has done when a document fails, and tells the error', async () => {
    const items = await filled();
    await items.updateOne({ _id: 3_000 }, { $set: { n: 'text' as never } });
    const inc = { q: {}, u: { $inc: { n: 1 } }, multi: true };
    const after = { q: { _id: 1 }, u: { $set: { by: 9 } } };
    const ordered = await db.command({ update: items.collectionName, updates: [inc, after] });
    expect(ordered).toMatchObject({ n: 0, nModified: 0, writeErrors: [{ index: 0, code: 14 }] });
    expect(await items.countDocuments({ $expr: { $ne: ['$n', '$_id'] } })).toBe(3_001);
    expect(await items.findOne({ _id: 1 })).toEqual({ _id: 1, n: 2, group: 1 });
    const unordered = await db.command({
      update: items.collectionName,
      updates: [inc, after],
      ordered: false,
    });
    expect(unordered).toMatchObject({ n: 1, nModified: 1, writeErrors: [{ index: 0, code: 14 }] });
  });

  it('keeps the order of a batch: statements see those before them', async () => {
    const items = await filled();
    const result = await items.bulkWrite([
      { insertOne: { document: { _id: -1, n: -1, group: 0 } } },
      { updateMany: { filter: { group: 0 }, update: { $set: { group: 70 } } } },
      { updateOne: { filter: { group: 70, n: -1 }, update: { $set: { by: 1 } } } },
      { updateMany: { filter: { n: -9 }, update: { $set: { by: 2 } }, upsert: true } },
      { deleteMany: { filter: { group: 70, by: { $ne: 1 } } } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: COUNT / 7 + 2,
      modifiedCount: COUNT / 7 + 2,
      upsertedCount: 1,
      deletedCount: COUNT / 7,
    });
    expect(await items.findOne({ _id: -1 })).toEqual({ _id: -1, n: -1, group: 70, by: 1 });
  });

  it('makes one document of many upserts at once', async () => {
    const items = await filled();
    const upsert = () => items.updateOne({ n: -1 }, { $inc: { by: 1 } }, { upsert: true });
    await Promise.all(Array.from({ length: 8 }, upsert));
    const found = await items.find({ n: -1 }).toArray();
    expect(found.map(({ by }) => by)).toEqual([8]);
  });

  it('gives each of many takers a document of its own', async () => {
    const items = await filled();
    const take = () =>
      items.findOneAndUpdate({ by: { $exists: false } }, { $set: { by: 1 } }, { sort: { group: -1, n: 1 } });
    const taken = await Promise.all(Array.from({ length: 20 }, take));
    expect(new Set(taken.map((one) => one?._id)).size).toBe(20);
    expect(new Set(taken.map((one) => one?.group))).toEqual(new Set([6]));
    expect(await items.countDocuments({ by: 1 })).toBe(20);
    const removed = await items.findOneAndDelete({ group: 5, n: { $gt: 4_000 } });
    expect(removed).toMatchObject({ group: 5 });
    expect(await items.countDocuments()).toBe(COUNT - 1);
  });

  it('tells each change once, and keeps to validators and the size of capped collections', async () => {
    const items = await filled();
    const stream = items.watch();
    const events = new Map<number, number>();
    const seen = (async () => {
      for await (const event of stream) {
        if (event.operationType !== 'update') break;
        const { _id } = event.documentKey;
        events.set(_id, (events.get(_id) ?? 0) + 1);
      }
    })();
    await items.updateMany({ n: { $lt: 2_000 } }, { $set: { by: 1 } });
    await items.deleteOne({ _id: 0 });
    await seen;
    expect([events.size, Math.max(...events.values())]).toEqual([2_000, 1]);

    await db.command({ collMod: items.collectionName, validator: { by: { $ne: 3 } } });
    expect(await codeOf(items.updateMany({ n: { $gte: 0 } }, { $set: { by: 3 } }))).toBe(121);
    const capped = await db.createCollection<Item>('capped', { capped: true, size: 400_128 });
    await capped.insertMany(Array.from({ length: COUNT }, (_, _id) => ({ _id, n: _id, group: 0 })));
    await capped.updateMany({ group: 0 }, { $set: { by: 12, text: 'a text that needs some room' } });
    const { size } = await db.command({ collStats: 'capped' });
    expect(size).toBeLessThanOrEqual(400_128);
    expect(await capped.findOne({ _id: COUNT - 1 })).toMatchObject({ by: 12 });
  });

  it('keeps to a limit of time, and is atomic in a transaction', async () => {
    const items = await filled();
    const slow = { $set: { by: 1, text: 'x'.repeat(1_000) } };
    expect(
      await codeOf(
        db.command({
          update: items.collectionName,
          updates: [{ q: { n: { $gte: 0 } }, u: slow, multi: true }],
          maxTimeMS: 2,
        }),
      ),
    ).toBe(50);
    await test.client.withSession((session) =>
      session.withTransaction(async () => {
        await items.updateMany({ group: { $gte: 0 } }, { $set: { by: 5 } }, { session });
        expect(await items.countDocuments({ by: 5 })).toBe(0);
        await session.abortTransaction();
      }),
    );
    expect(await items.countDocuments({ by: 5 })).toBe(0);
  });
});

describe('a batch of many statements', () => {
  it('is committed in parts, and stops at its first error', async () => {
    const items = db.collection<Item>('batches');
    const documents = Array.from({ length: 4_000 }, (_, _id) => ({
      _id: _id === 3_500 ? 1 : _id,
      n: 0,
      group: 0,
    }));
    const [code, answered] = await beside(codeOf(items.insertMany(documents)));
    expect(code).toBe(11_000);
    expect(answered).toBeGreaterThan(1);
    expect(await items.countDocuments()).toBe(3_500);
    const updates = Array.from({ length: 3_000 }, (_, _id) => ({
      updateOne: { filter: { _id }, update: { $inc: { n: 1 } } },
    }));
    expect(await items.bulkWrite(updates)).toMatchObject({ matchedCount: 3_000, modifiedCount: 3_000 });
    expect(await items.countDocuments({ n: 1 })).toBe(3_000);
  });
});
