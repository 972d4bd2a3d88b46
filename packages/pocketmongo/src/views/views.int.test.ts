import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Loose = Document & { _id: number };

let test: TestServer;
let db: Db;

const view = (name: string, viewOn: string, pipeline: Document[], options: Document = {}) =>
  db.createCollection(name, { viewOn, pipeline, ...options });

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('test');
  await db.collection<Loose>('people').insertMany([
    { _id: 1, name: 'Ann', age: 20, boss: null, tags: ['a', 'b'] },
    { _id: 2, name: 'bob', age: 30, boss: 1, tags: ['b'] },
    { _id: 3, name: 'Cid', age: 40, boss: 2, tags: [] },
    { _id: 4, name: 'dan', age: 50, boss: 2, tags: ['c'] },
  ]);
  await view('grown', 'people', [{ $match: { age: { $gte: 30 } } }, { $set: { decade: { $divide: ['$age', 10] } } }]);
  await view('old', 'grown', [{ $match: { age: { $gt: 35 } } }]);
}); // prettier-ignore
afterAll(() => test.close());

describe('reading a view', () => {
  it('finds with filter, sort, skip, limit, projection, let and batches', async () => {
    const grown = db.collection<Loose>('grown');
    const found = grown
      .find({ decade: { $gt: 3 } }, { sort: { age: -1 }, projection: { _id: 0, name: 1 } })
      .skip(1);
    expect(await found.toArray()).toEqual([{ name: 'Cid' }]);
    expect(await grown.find({}, { batchSize: 1, sort: { _id: 1 } }).toArray()).toHaveLength(3);
    expect(await grown.findOne({ $expr: { $eq: ['$age', '$$n'] } }, { let: { n: 40 } })).toMatchObject({
      _id: 3,
    });
    expect(await codeOf(grown.find({}, { min: { _id: 1 }, hint: { _id: 1 } }).toArray())).toBe(168);
  });

  it('aggregates, counts and lists distinct values, also of a view on a view', async () => {
    const old = db.collection('old');
    expect(await old.aggregate([{ $group: { _id: null, sum: { $sum: '$age' } } }]).toArray()).toEqual([
      { _id: null, sum: 90 },
    ]);
    expect(await old.countDocuments({ name: 'Cid' })).toBe(1);
    expect(await db.command({ count: 'grown', query: { decade: 3 } })).toMatchObject({ n: 1 });
    expect(await db.command({ count: 'grown', skip: 1, limit: 9 })).toMatchObject({ n: 2 });
    expect(await db.command({ count: 'old', query: { age: 1 } })).toMatchObject({ n: 0 });
    expect((await db.collection('grown').distinct('tags')).sort()).toEqual(['b', 'c']);
    expect(await old.distinct('name', { age: { $lt: 45 } })).toEqual(['Cid']);
  });

  it('joins from a view', async () => {
    const people = db.collection<Loose>('people');
    const joined = await people
      .aggregate([
        { $match: { _id: 2 } },
        { $lookup: { from: 'old', localField: '_id', foreignField: 'boss', as: 'under' } },
        { $graphLookup: { from: 'grown', startWith: '$_id', connectFromField: '_id', connectToField: 'boss', as: 'all' } },
        { $project: { under: '$under._id', all: { $size: '$all' }, decade: { $first: '$all.decade' } } },
      ])
      .toArray(); // prettier-ignore
    expect(joined).toEqual([{ _id: 2, under: [3, 4], all: 2, decade: 4 }]);
    const united = await people.aggregate([{ $limit: 1 }, { $unionWith: 'old' }]).toArray();
    expect(united.map(({ _id }) => _id as unknown)).toEqual([1, 3, 4]);
  });

  it('explains with the indexes of the collection, and runs in a transaction', async () => {
    const plan = await db.collection<Loose>('old').find({ _id: 3 }).explain();
    expect(JSON.stringify(plan)).toContain('"indexName":"_id_"');
    await test.client.withSession((session) =>
      session.withTransaction(async () => {
        await db.collection<Loose>('people').insertOne({ _id: 9, age: 90 }, { session });
        expect(await db.collection('old').find({}, { session }).toArray()).toHaveLength(3);
        await db.collection<Loose>('people').deleteOne({ _id: 9 }, { session });
      }),
    );
  });

  it('goes by its collation and refuses another one', async () => {
    const loose = { locale: 'en', strength: 2 };
    await view('loose', 'people', [{ $match: { name: 'BOB' } }], { collation: loose });
    expect(await db.collection('loose').countDocuments({ name: 'bOb' })).toBe(1);
    const found = db.collection('loose').find({}, { collation: loose });
    expect(await found.toArray()).toHaveLength(1);
    expect(await codeOf(db.collection('grown').find({}, { collation: loose }).toArray())).toBe(167);
    expect(await codeOf(view('mixed', 'loose', []))).toBe(167);
    expect(
      await codeOf(
        db
          .collection('people')
          .aggregate([{ $unionWith: 'loose' }])
          .toArray(),
      ),
    ).toBe(167);
  });
});

describe('defining views', () => {
  it('lists them and their documents in system.views', async () => {
    const options = { viewOn: 'grown', pipeline: [{ $match: { age: { $gt: 35 } } }] };
    expect(await db.listCollections({ name: 'old' }).toArray()).toEqual([
      { name: 'old', type: 'view', options, info: { readOnly: true } },
    ]);
    expect(await db.listCollections({ name: 'system.views' }).toArray()).toMatchObject([
      { type: 'collection' },
    ]);
    const stored = db.collection<Loose>('system.views');
    expect(await stored.findOne({ _id: 'test.old' as never })).toEqual({ _id: 'test.old', ...options });
  });

  it('makes the same one twice, but no other', async () => {
    await view('old', 'grown', [{ $match: { age: { $gt: 35 } } }]);
    expect(await codeOf(view('old', 'people', []))).toBe(48);
    expect(await codeOf(view('people', 'grown', []))).toBe(48);
  });

  it('changes one with collMod and drops it', async () => {
    await view('passing', 'people', []);
    await db.command({ collMod: 'passing', viewOn: 'people', pipeline: [{ $limit: 1 }] });
    expect(await db.collection('passing').find().toArray()).toHaveLength(1);
    expect(await codeOf(db.command({ collMod: 'people', viewOn: 'grown', pipeline: [] }))).toBe(72);
    expect(await db.dropCollection('passing')).toBe(true);
    expect(await db.collection('passing').find().toArray()).toEqual([]);
  });

  it('refuses circles, wrong pipelines and too many levels', async () => {
    expect(await codeOf(view('self', 'self', []))).toBe(5);
    expect(await codeOf(db.command({ collMod: 'grown', viewOn: 'old', pipeline: [] }))).toBe(5);
    const around = [{ $facet: { a: [{ $unionWith: 'around' }] } }];
    expect(await codeOf(view('around', 'people', around))).toBe(5);
    expect(await codeOf(view('writes', 'people', [{ $out: 'x' }]))).toBe(167);
    expect(await codeOf(view('wrong', 'people', [{ $nothing: 1 }]))).toBe(40324);
    expect(await codeOf(db.command({ create: 'c', pipeline: [] }))).toBe(72);
    await view('level1', 'people', []);
    for (let level = 2; level <= 20; level += 1) await view(`level${level}`, `level${level - 1}`, []);
    expect(await codeOf(view('level21', 'level20', []))).toBe(165);
    expect(await db.collection('level20').countDocuments()).toBe(4);
    // Put below them, one more level makes the highest unreadable.
    await db.command({ collMod: 'level1', viewOn: 'grown', pipeline: [] });
    expect(await codeOf(db.collection('level20').findOne())).toBe(165);
  });

  it('outlives a restart', async () => {
    await test.client.close();
    await test.server.stop();
    test = await startTestServer({ dataDir: test.dataDir });
    db = test.client.db('test');
    expect(await db.collection('old').countDocuments()).toBe(2);
  });
});

it('refuses whatever is for collections', async () => {
  const old = db.collection<Loose>('old');
  const refused = [
    old.insertOne({ _id: 1 }),
    old.updateOne({}, { $set: { a: 1 } }, { upsert: true }),
    old.deleteMany({}),
    old.findOneAndUpdate({}, { $set: { a: 1 } }),
    old.findOneAndDelete({}),
    old.createIndex({ a: 1 }, {}, {}),
    db.command({ dropIndexes: 'old', index: '*' }),
    old.indexes(),
    old.rename('older'),
    db.command({ aggregate: 'old', pipeline: [{ $changeStream: {} }], cursor: {} }),
    db.command({ collStats: 'old' }),
    db.collection('people').aggregate([{ $out: 'old' }]).toArray(),
    db.collection('people').aggregate([{ $merge: 'old' }]).toArray(),
  ]; // prettier-ignore
  expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 166));
});
