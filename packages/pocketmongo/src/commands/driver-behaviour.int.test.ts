import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Binary, type Collection, type Db, type Document, Long } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

interface Item extends Document {
  _id: number;
}

let test: TestServer;
let db: Db;
let items: Collection<Item>;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('shop');
  items = db.collection<Item>('items');
});
beforeEach(async () => {
  await items.deleteMany({});
  await items.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id, even: _id % 2 === 0 })));
});
afterAll(() => test.close());

const idOf = (reply: Document): Long => Long.fromValue((reply as { cursor: { id: Long } }).cursor.id);

describe('write concerns', () => {
  it('that one node cannot meet are told, the write stands', async () => {
    expect(await codeOf(items.insertOne({ _id: 20 }, { writeConcern: { w: 2 } }))).toBe(100);
    expect(await codeOf(items.insertOne({ _id: 21 }, { writeConcern: { w: 'dc' as 'majority' } }))).toBe(79);
    expect(
      await codeOf(items.insertOne({ _id: 22 }, { writeConcern: { w: 'majority', journal: true } })),
    ).toBe(undefined);
    expect(await items.countDocuments({ _id: { $gte: 20 } })).toBe(3);
  });

  it('that make no sense are refused', async () => {
    const insert = (writeConcern: Document) =>
      codeOf(db.command({ insert: 'items', documents: [{ _id: 30 }], writeConcern }));
    expect(await insert({ w: -1 })).toBe(9);
    expect(await insert({ w: {} })).toBe(9);
    expect(await insert({ w: { dc: 'x' } })).toBe(9);
    expect(await insert({ w: 1, wtimeout: 2 ** 31 })).toBe(9);
    expect(await insert({ w: 1, j: 'yes' })).toBe(14);
    expect(await insert({ w: 1, pages: 2 })).toBe(40415);
    expect(await codeOf(db.command({ find: 'items', writeConcern: { w: 1 } }))).toBe(72);
    for (const command of [{ startSession: 1 }, { killAllSessions: [] }, { killSessions: [] }])
      expect(await codeOf(db.command({ ...command, writeConcern: {} }))).toBe(72);
    await test.client.withSession(async (session) => {
      session.startTransaction();
      const within = { insert: 'items', documents: [{ _id: 31 }], writeConcern: { w: 1 } };
      expect(await codeOf(db.command(within, { session }))).toBe(72);
      await session.abortTransaction();
    });
    expect(await items.countDocuments({ _id: { $gte: 30 } })).toBe(0);
  });

  it('of nothing at all get no answer', async () => {
    await items.insertOne({ _id: 40 }, { writeConcern: { w: 0 } });
    await items.insertOne({ _id: 40 }, { writeConcern: { w: 0 } });
    expect(await items.countDocuments({ _id: 40 })).toBe(1);
  });
});

describe('read concerns', () => {
  it.each([
    [{ level: 'nonsense' }, 2],
    [{ level: 1 }, 14],
    [{ nonsense: 1 }, 40415],
    [{ level: 'snapshot' }, 115],
    [{ level: 'linearizable' }, undefined],
  ])('%j', async (readConcern, code) => {
    expect(await codeOf(db.command({ find: 'items', readConcern }))).toBe(code);
  });
});

describe('other levels than local', () => {
  it.each(['majority', 'snapshot'])('%s: only for what touches documents', async (level) => {
    expect(await codeOf(db.command({ listCollections: 1, readConcern: { level } }))).toBe(72);
  });
});

describe('maxTimeMS', () => {
  it.each<[unknown, number | undefined]>([
    [-1, 2],
    [2 ** 31, 2],
    [1.5, 9],
    [Number.NaN, 9],
    ['1', 14],
    [0, undefined],
    [1_000, undefined],
  ])('%j', async (maxTimeMS, code) => {
    expect(await codeOf(db.command({ listCollections: 1, maxTimeMS }))).toBe(code);
  });
});

const aggregation = (stage: string) => ({ aggregate: 'items', pipeline: [{ [stage]: {} }], cursor: {} });

describe('the stable API', () => {
  it.each([
    [{ ping: 1, apiVersion: '1', apiStrict: true }, undefined],
    [{ ping: 1, apiVersion: '2' }, 322],
    [{ ping: 1, apiStrict: true }, 4886600],
    [{ ping: 1, apiDeprecationErrors: true }, 4886600],
    [{ distinct: 'items', key: 'even', apiVersion: '1', apiStrict: true }, 323],
    [{ ...aggregation('$match'), apiVersion: '1', apiStrict: true }, undefined],
    [{ ...aggregation('$indexStats'), apiVersion: '1', apiStrict: true }, 323],
    [{ distinct: 'items', key: 'even', apiVersion: '1' }, undefined],
  ])('%j', async (command, code) => {
    expect(await codeOf(db.command(command))).toBe(code);
  });
});

describe('cursors', () => {
  it('spend maxTimeMS on work, not on waiting for their reader', async () => {
    const id = idOf(await db.command({ find: 'items', batchSize: 2, maxTimeMS: 60 }));
    await sleep(100);
    const reply = await db.command({ getMore: id, collection: 'items', batchSize: 2 });
    expect((reply as { cursor: { nextBatch: unknown[] } }).cursor.nextBatch).toHaveLength(2);
  });

  it('are closed by killCursors and by their end', async () => {
    const id = idOf(await db.command({ find: 'items', batchSize: 2 }));
    expect(await db.command({ killCursors: 'items', cursors: [id, Long.fromNumber(5)] })).toMatchObject({
      cursorsKilled: [id],
      cursorsNotFound: [5],
    });
    expect(await codeOf(db.command({ getMore: id, collection: 'items' }))).toBe(43);
    const cursor = items.find({}, { batchSize: 3, noCursorTimeout: true });
    expect(await cursor.toArray()).toHaveLength(10);
  });

  it('stay with their collection and their session', async () => {
    await test.client.withSession(async (session) => {
      const id = idOf(await db.command({ find: 'items', batchSize: 2 }, { session }));
      expect(await codeOf(db.command({ getMore: id, collection: 'others' }, { session }))).toBe(13);
      expect(await codeOf(db.command({ getMore: id, collection: 'items' }))).toBe(50738);
      expect(await codeOf(db.command({ getMore: id, collection: 'items' }, { session }))).toBeUndefined();
    });
  });
});

describe('large data', () => {
  it('goes in several messages and comes in several batches; one document has its limit', async () => {
    const large = db.collection<{ _id: number; bytes: Binary }>('large');
    await large.insertMany(
      Array.from({ length: 18 }, (_, _id) => ({ _id, bytes: new Binary(Buffer.alloc(3 * 2 ** 20, _id)) })),
    );
    const reply = (await db.command({ find: 'large', batchSize: 100 })) as {
      cursor: { firstBatch: unknown[] };
    };
    expect(reply.cursor.firstBatch).toHaveLength(5);
    let bytes = 0;
    for await (const document of large.find()) bytes += document.bytes.length();
    expect(bytes).toBe(18 * 3 * 2 ** 20);
    expect(
      await codeOf(
        large.updateOne({ _id: 0 }, [
          { $set: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, '$bytes'])) },
        ]),
      ),
    ).toBe(10334);
    expect(await codeOf(large.aggregate([{ $group: { _id: 1, all: { $push: '$bytes' } } }]).toArray())).toBe(
      10334,
    );
    expect(await codeOf(large.distinct('bytes'))).toBe(17217);
    await large.drop();
  });
});

describe('options of the driver', () => {
  it('let reaches the filters of every command', async () => {
    const filter = { $expr: { $eq: ['$_id', '$$wanted'] } };
    const options = { let: { wanted: 3 } };
    expect(await items.find(filter, options).toArray()).toHaveLength(1);
    expect(await items.updateOne(filter, [{ $set: { seen: '$$wanted' } }], options)).toMatchObject({
      modifiedCount: 1,
    });
    expect(await items.findOneAndUpdate(filter, { $set: { a: 1 } }, options)).toMatchObject({ seen: 3 });
    expect(await items.aggregate([{ $match: filter }], options).toArray()).toHaveLength(1);
    expect(await items.deleteOne(filter, options)).toMatchObject({ deletedCount: 1 });
    expect(await codeOf(items.find(filter).toArray())).toBe(17276);
  });

  it('a hint has to exist', async () => {
    const hint = 'nonsense';
    expect(await codeOf(items.find({}, { hint }).toArray())).toBe(2);
    expect(await codeOf(items.aggregate([], { hint }).toArray())).toBe(2);
    expect(await codeOf(items.countDocuments({}, { hint }))).toBe(2);
    expect(await codeOf(items.updateOne({}, { $set: { a: 1 } }, { hint }))).toBe(2);
    expect(await codeOf(items.deleteOne({}, { hint }))).toBe(2);
  });

  it('comments are of any type', async () => {
    expect(await items.find({}, { comment: { who: 'me' } }).toArray()).toHaveLength(10);
    expect(await items.deleteOne({ _id: 1 }, { comment: 'gone' })).toMatchObject({ deletedCount: 1 });
  });

  it('explain is for reads and writes', async () => {
    expect(await items.find({ _id: 1 }).explain('executionStats')).toMatchObject({
      executionStats: { nReturned: 1 },
    });
    const plan = { queryPlanner: { namespace: 'shop.items' } };
    expect(await items.aggregate([{ $match: { even: true } }]).explain('queryPlanner')).toMatchObject(plan);
    const grouped = await items.aggregate([{ $match: { even: true } }, { $group: { _id: 1 } }]).explain();
    expect(grouped).toMatchObject({ stages: [{ $cursor: plan }, { $group: { _id: 1 } }] });
    expect(await db.command({ explain: { delete: 'items', deletes: [{ q: {}, limit: 0 }] } })).toMatchObject(
      plan,
    );
    expect(await items.countDocuments()).toBe(10);
    expect(await codeOf(db.command({ explain: { ping: 1 } }))).toBe(59);
  });

  it('a malformed statement refuses the whole command', async () => {
    const updates = [
      { q: {}, u: { $set: { a: 1 } } },
      { q: {}, u: { $set: { a: 1 } }, sort: { _id: 1 } },
    ];
    expect(await codeOf(db.command({ update: 'items', updates }))).toBe(40415);
    expect(await codeOf(db.command({ delete: 'items', deletes: [{ q: {}, limit: 2 }] }))).toBe(9);
    expect(await items.countDocuments({ a: 1 })).toBe(0);
  });

  it('a negative limit counts like its absolute value', async () => {
    expect(await db.command({ count: 'items', limit: -3 })).toMatchObject({ n: 3 });
  });
});
