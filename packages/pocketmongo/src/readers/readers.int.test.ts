import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Collection, Db, Document, Timestamp } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

interface Item extends Document {
  _id: number;
  group: number;
  text: string;
}

/** More than is read through in the serving thread. */
const COUNT = 21_000;
const SUM = (COUNT * (COUNT - 1)) / 2;

let test: TestServer;
let db: Db;
let items: Collection<Item>;

const item = (_id: number): Item => ({ _id, group: _id % 4, text: `text ${_id}` });

beforeAll(async () => {
  test = await startTestServer({ readers: 1 });
  db = test.client.db('shop');
  items = db.collection<Item>('items');
  await items.insertMany(Array.from({ length: COUNT }, (_, _id) => item(_id)));
  // The first query that takes long starts the reader.
  expect(await items.countDocuments({ text: /9$/ })).toBe(COUNT / 10);
});
afterAll(() => test.close());

/** Commands that readers have run. */
async function handed(): Promise<number> {
  const status = await db.admin().serverStatus();
  return (status as { readers: { commands: number } }).readers.commands;
}

/** What a function gives, and how many of its commands a reader has run. */
async function counted<T>(run: () => Promise<T>): Promise<[T, number]> {
  const before = await handed();
  const result = await run();
  return [result, (await handed()) - before];
}

const groups = (collection: Collection<Item>) =>
  collection
    .aggregate([{ $group: { _id: '$group', sum: { $sum: '$_id' } } }, { $sort: { _id: 1 } }])
    .toArray();

describe('readers', () => {
  it('run what reads much, and nothing else', async () => {
    expect((await counted(() => groups(items)))[1]).toBe(1);
    expect(await counted(() => items.find({ text: `text ${COUNT - 1}` }).toArray())).toEqual([
      [item(COUNT - 1)],
      1,
    ]);
    expect(await counted(() => items.find().sort({ text: -1 }).limit(1).toArray())).toEqual([
      [item(9_999)],
      1,
    ]);
    expect(await counted(() => items.distinct('group'))).toEqual([[0, 1, 2, 3], 1]);
    const explained = () => items.find({ text: 'x' }).explain('executionStats');
    const [{ executionStats }, commands] = await counted(explained);
    expect([executionStats, commands]).toMatchObject([{ totalDocsExamined: COUNT }, 1]);

    expect((await counted(() => items.findOne({ _id: 7 })))[1]).toBe(0);
    expect((await counted(() => items.find({ _id: { $gt: 20, $lt: 300 } }).toArray()))[1]).toBe(0);
    expect((await counted(() => items.find({ text: 'text 30' }).limit(1).toArray()))[1]).toBe(0);
    expect((await counted(() => items.estimatedDocumentCount()))[1]).toBe(0);
  });

  it('see every write that was acknowledged', async () => {
    const written = db.collection<Item>('items');
    for (let turn = 0; turn < 4; turn += 1) {
      await written.insertOne(item(COUNT + turn));
      expect(await written.countDocuments({ text: /^text/ })).toBe(COUNT + turn + 1);
    }
    await written.deleteMany({ _id: { $gte: COUNT } });
    expect(await written.countDocuments({ text: /^text/ })).toBe(COUNT);
  });

  it('see an index that was made a moment ago', async () => {
    const collection = db.collection<Item>('indexed');
    await collection.insertMany(Array.from({ length: 5_200 }, (_, _id) => item(_id)));
    await collection.createIndexes([{ key: { text: 1 } }]);
    const [found, commands] = await counted(() => collection.countDocuments({ text: { $gte: 'text' } }));
    expect([found, commands]).toEqual([5_200, 1]);
  });

  it('stream a result as it was at its start', async () => {
    const collection = db.collection<Item>('streamed');
    await collection.insertMany(Array.from({ length: 5_200 }, (_, _id) => item(_id)));
    const cursor = collection.find().batchSize(1_000);
    expect((await cursor.next())?._id).toBe(0);
    await collection.deleteMany({});
    expect((await cursor.toArray()).length).toBe(5_199);
    expect(await collection.countDocuments()).toBe(0);
  });

  it('know let, the variables of the system, collations and the sort of what they group', async () => {
    const before = Date.now();
    const [found] = await items
      .aggregate(
        [
          { $match: { $expr: { $gte: ['$_id', '$$least'] } } },
          { $group: { _id: null, count: { $sum: 1 }, now: { $max: '$$NOW' } } },
          { $set: { time: '$$CLUSTER_TIME', roles: '$$USER_ROLES.role' } },
        ],
        { let: { least: 10 } },
      )
      .toArray();
    expect(found).toMatchObject({ count: COUNT - 10, roles: ['root'] });
    expect(Math.abs((found as { time: Timestamp }).time.t - before / 1_000)).toBeLessThan(60);
    expect(Math.abs((found as { now: Date }).now.getTime() - before)).toBeLessThan(60_000);
    const collation = { locale: 'en', strength: 2 };
    expect(await items.find({ text: 'TEXT 20999' }, { collation }).toArray()).toEqual([item(20_999)]);
  });

  it('tell errors with their codes', async () => {
    const pipeline = [
      { $project: { part: { $divide: [1, { $subtract: ['$_id', COUNT - 1] }] } } },
      { $sort: { part: 1 } },
    ];
    const [code, commands] = await counted(() => codeOf(items.aggregate(pipeline).toArray()));
    expect([code, commands]).toEqual([2, 1]);
  });

  it('keep to a limit of time', async () => {
    const slow = [{ $group: { _id: '$text', all: { $push: '$$ROOT' } } }, { $sort: { _id: 1 } }];
    expect(await codeOf(items.aggregate(slow, { maxTimeMS: 3 }).toArray())).toBe(50);
  });

  it('lend their results to $out and $merge, which write where writes are served', async () => {
    await items.aggregate([{ $match: { group: 1 } }, { $out: 'ones' }]).toArray();
    await items.aggregate([{ $match: { group: 2 } }, { $merge: { into: 'ones' } }]).toArray();
    expect(await db.collection('ones').countDocuments()).toBe(COUNT / 2);
  });

  it('leave transactions to the thread that knows what they have written', async () => {
    await test.client.withSession((session) =>
      session.withTransaction(async () => {
        await items.insertOne(item(-1), { session });
        const [{ sum } = { sum: 0 }] = await items
          .aggregate<{ sum: number }>([{ $group: { _id: null, sum: { $sum: '$_id' } } }], { session })
          .toArray();
        expect(sum).toBe(SUM - 1);
        await session.abortTransaction();
      }),
    );
  });

  it('stop when the client is gone or kills the cursor', async () => {
    const cursor = items.find({ text: /text/ }).batchSize(10);
    await cursor.next();
    await cursor.close();
    const leaving = await test.connect(test.server.uri('shop'));
    const endless = [{ $group: { _id: null, all: { $push: { $range: [0, 1_000] } } } }];
    const unanswered = codeOf(leaving.db('shop').collection('items').aggregate(endless).toArray());
    await sleep(20);
    await leaving.close(true);
    expect(await unanswered).not.toBe(0);
    expect((await groups(items)).reduce((sum, { sum: part }) => sum + Number(part), 0)).toBe(SUM);
  });
});
