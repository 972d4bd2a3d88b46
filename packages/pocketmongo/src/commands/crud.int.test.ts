import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Collection, Decimal128, type Document, Double, Int32, Long } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

interface Item extends Document {
  _id: number;
}

let test: TestServer;
let items: Collection<Item>;

beforeAll(async () => {
  test = await startTestServer();
  items = test.client.db('test').collection<Item>('items');
});
afterAll(() => test.close());
beforeEach(async () => {
  await items.deleteMany({});
});

describe('insert', () => {
  it('stores documents and gives them back in the order of _id', async () => {
    const { insertedCount } = await items.insertMany([
      { _id: 2, name: 'b' },
      { _id: 1, name: 'a' },
    ]);
    expect(insertedCount).toBe(2);
    expect(await items.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, name: 'a' },
      { _id: 2, name: 'b' },
    ]);
  });

  it('refuses a second document with the same _id in the form of the manual', async () => {
    await items.insertOne({ _id: 1 });
    await expect(items.insertOne({ _id: 1 })).rejects.toMatchObject({
      code: 11000,
      message: expect.stringContaining(
        'E11000 duplicate key error collection: test.items index: _id_ dup key: { _id: 1 }',
      ),
      keyPattern: { _id: 1 },
      keyValue: { _id: 1 },
    });
  });

  it('stops an ordered batch at the first error and finishes an unordered one', async () => {
    await items.insertOne({ _id: 2 });
    const batch = [{ _id: 1 }, { _id: 2 }, { _id: 3 }];
    await expect(items.insertMany(batch)).rejects.toMatchObject({ code: 11000, insertedCount: 1 });
    await items.deleteMany({ _id: { $ne: 2 } });
    await expect(items.insertMany(batch, { ordered: false })).rejects.toMatchObject({ insertedCount: 2 });
    expect(await items.countDocuments()).toBe(3);
  });

  it('refuses arrays as _id', async () => {
    expect(
      await codeOf(
        test.client
          .db('test')
          .collection('items')
          .insertOne({ _id: [1] as never }),
      ),
    ).toBe(53);
  });

  it('keeps the numeric types apart', async () => {
    const numbers = {
      i: new Int32(1),
      d: new Double(1),
      l: Long.fromString('9007199254740993'),
      c: Decimal128.fromString('1.10'),
    };
    await items.insertOne({ _id: 1, ...numbers });
    expect(await items.findOne({ _id: 1 }, { promoteValues: false })).toEqual({
      _id: new Int32(1),
      ...numbers,
    });
  });

  it.each([60_000, 70_000, 1_000_000, 5_000_000])(
    'stores a text of %i characters among other fields',
    async (length) => {
      const big = { _id: 1, before: [1, { x: 'y' }], text: 'x'.repeat(length), after: { z: 2 } };
      await items.insertOne(big);
      expect(await items.findOne()).toEqual(big);
    },
  );

  it('refuses a document above 16 MiB', async () => {
    expect(await codeOf(items.insertOne({ _id: 1, text: 'x'.repeat(16 * 1024 * 1024) }))).toBeDefined();
    await items.insertOne({ _id: 2, text: 'x'.repeat(10 * 1024 * 1024) });
    expect(
      await codeOf(items.updateOne({ _id: 2 }, [{ $set: { more: { $concat: ['$text', '$text'] } } }])),
    ).toBe(10334);
    await items.deleteMany({});
  });

  it('keeps fields named like properties of objects as mere data', async () => {
    const hostile = JSON.parse(
      '{"_id": 1, "__proto__": {"polluted": true}, "constructor": {"prototype": 1}}',
    ) as Item;
    await items.insertOne(hostile);
    await items.updateOne({ _id: 1 }, { $set: { '__proto__.more': 1, 'a.__proto__.b': 3 } });
    const intoANumber = items.updateOne({ _id: 1 }, { $set: { 'constructor.prototype.evil': 2 } });
    expect(await codeOf(intoANumber)).toBe(28);
    await items.find({ '__proto__.polluted': true }).toArray();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(({} as Record<string, unknown>)['more']).toBeUndefined();
    expect(({} as Record<string, unknown>)['evil']).toBeUndefined();
  });
});

describe('update', () => {
  it('reports matched and modified', async () => {
    await items.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 1 },
      { _id: 3, n: 2 },
    ]);
    expect(await items.updateMany({ n: { $gte: 1 } }, { $set: { n: 2 } })).toMatchObject({
      matchedCount: 3,
      modifiedCount: 2,
    });
  });

  it('upserts from the equalities of the filter', async () => {
    const { upsertedId } = await items.updateOne(
      { _id: 7, kind: { $eq: 'x' }, n: { $gt: 3 } },
      { $inc: { n: 1 }, $setOnInsert: { fresh: true } },
      { upsert: true },
    );
    expect(upsertedId).toBe(7);
    expect(await items.findOne()).toEqual({ _id: 7, kind: 'x', n: 1, fresh: true });
  });

  it('changes the elements that array filters choose', async () => {
    await items.insertOne({
      _id: 1,
      lines: [
        { sku: 'a', n: 1 },
        { sku: 'b', n: 2 },
      ],
    });
    await items.updateOne(
      { _id: 1 },
      { $inc: { 'lines.$[line].n': 10 } },
      { arrayFilters: [{ 'line.sku': 'b' }] },
    );
    expect(await items.findOne()).toEqual({
      _id: 1,
      lines: [
        { sku: 'a', n: 1 },
        { sku: 'b', n: 12 },
      ],
    });
  });

  it('replaces and keeps the _id', async () => {
    await items.insertOne({ _id: 1, a: 1 });
    await items.replaceOne({ _id: 1 }, { b: 2 });
    expect(await items.findOne()).toEqual({ _id: 1, b: 2 });
    expect(await codeOf(items.updateOne({ _id: 1 }, { $set: { _id: 2 } }))).toBe(66);
  });

  it('runs pipelines', async () => {
    await items.insertOne({ _id: 1, a: 2, b: 3 });
    await items.updateOne({ _id: 1 }, [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }]);
    expect(await items.findOne()).toEqual({ _id: 1, b: 3, sum: 5 });
  });
});

describe('findAndModify', () => {
  it('gives the document before or after', async () => {
    await items.insertOne({ _id: 1, n: 1 });
    expect(await items.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } })).toEqual({ _id: 1, n: 1 });
    expect(
      await items.findOneAndUpdate(
        { _id: 1 },
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { _id: 0 } },
      ),
    ).toEqual({ n: 3 });
    expect(await items.findOneAndDelete({ _id: 1 })).toEqual({ _id: 1, n: 3 });
    expect(await items.findOneAndDelete({ _id: 1 })).toBeNull();
  });

  it('takes the first in the sort order', async () => {
    await items.insertMany([
      { _id: 1, p: 5 },
      { _id: 2, p: 9 },
    ]);
    expect(await items.findOneAndUpdate({}, { $set: { taken: true } }, { sort: { p: -1 } })).toMatchObject({
      _id: 2,
    });
  });
});

describe('cursors', () => {
  it('read large results in batches', async () => {
    await items.insertMany(Array.from({ length: 1_234 }, (_, _id) => ({ _id })));
    expect(await items.find().batchSize(100).toArray()).toHaveLength(1_234);
    expect(
      await items.aggregate([{ $match: {} }, { $set: { x: 1 } }], { batchSize: 7 }).toArray(),
    ).toHaveLength(1_234);
  });

  it('can be read by their own session only, and not after they were killed', async () => {
    await items.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })));
    const db = test.client.db('test');
    const { cursor } = (await db.command({ find: 'items', batchSize: 2 })) as { cursor: { id: Long } };
    expect(await codeOf(db.command({ getMore: Long.fromNumber(99), collection: 'items' }))).toBe(43);
    expect(await codeOf(db.command({ getMore: cursor.id, collection: 'other' }))).toBe(13);
  });
});

describe('a write to a collection that is not there', () => {
  it('is checked all the same', async () => {
    const db = test.client.db('test');
    const q = { $bad: 1 };
    const refusal = (code: number) => ({ writeErrors: [{ index: 0, code }] });
    const update = (statement: object) =>
      db.command({ update: 'nowhere', updates: [{ u: { $set: { a: 1 } }, ...statement }] });
    expect(await update({ q })).toMatchObject(refusal(2));
    expect(await update({ q: {}, c: { x: 1 } })).toMatchObject(refusal(51198));
    const remove = { delete: 'nowhere', deletes: [{ q, limit: 1 }] };
    expect(await db.command(remove)).toMatchObject(refusal(2));
    expect(await codeOf(db.command({ delete: 'nowhere', deletes: [{ q: {} }] }))).toBe(40414);
    expect(await codeOf(db.command({ ...remove, ordered: 1 }))).toBe(14);
    expect(await codeOf(db.command({ findAndModify: 'nowhere', query: q, remove: true }))).toBe(2);
  });
});

describe('what nobody knows', () => {
  it('is answered with an error that names it', async () => {
    const db = test.client.db('test');
    await expect(db.command({ noSuch: 'x' })).rejects.toMatchObject({
      code: 59,
      message: "no such command: 'noSuch'",
    });
    await expect(items.aggregate([{ $graphLookup: {} }]).toArray()).rejects.toThrow('$graphLookup');
    await expect(db.command({ find: 'items', unheardOf: 1 })).rejects.toMatchObject({ code: 40415 });
  });
});

describe('collections and indexes', () => {
  it('are created, listed and dropped', async () => {
    const db = test.client.db('shop');
    await db.createCollection('things');
    await db.createCollection('things');
    const things = db.collection('things');
    expect(await things.createIndex({ a: 1, b: -1 }, { unique: true }, {})).toBe('a_1_b_-1');
    expect((await things.indexes()).map(({ name }) => name)).toEqual(['_id_', 'a_1_b_-1']);
    expect(await things.distinct('a')).toEqual([]);
    await things.dropIndex('a_1_b_-1');
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['things']);
    expect((await test.client.db().admin().listDatabases()).databases.map(({ name }) => name)).toContain(
      'shop',
    );
    expect(await db.command({ drop: 'nothing' })).toMatchObject({ ok: 1 });
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
  });

  it('explain the plan that is chosen', async () => {
    await items.createIndex({ kind: 1 }, {}, {});
    const plan = (await items.find({ kind: 'x' }).explain('executionStats')) as {
      queryPlanner: { winningPlan: { stage: string; inputStage?: { stage: string } } };
    };
    expect(plan.queryPlanner.winningPlan).toMatchObject({ stage: 'FETCH', inputStage: { stage: 'IXSCAN' } });
  });
});
