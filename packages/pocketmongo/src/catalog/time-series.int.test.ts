import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Collection, Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('weather');
});
afterAll(() => test.close());

const timeseries = { timeField: 'at', metaField: 'sensor' };

describe('a time series', () => {
  let series: Collection;

  beforeEach(async () => {
    await db.dropCollection('series');
    series = await db.createCollection('series', { timeseries });
    await series.insertMany([
      { at: new Date(1_000), sensor: { id: 1 }, celsius: 20 },
      { at: new Date(2_000), sensor: { id: 2 }, celsius: 21 },
    ]);
  });

  it('is listed as one, with the index on its metaField and time', async () => {
    const [info] = await db.listCollections({ name: 'series' }).toArray();
    expect(info).toMatchObject({
      type: 'timeseries',
      options: { timeseries: { ...timeseries, granularity: 'seconds', bucketMaxSpanSeconds: 3600 } },
    });
    expect((await series.indexes()).map(({ key }) => key)).toEqual([{ sensor: 1, at: 1 }]);
  });

  it('may hold an _id twice', async () => {
    const twin = { _id: 'same' as never, at: new Date(3_000), sensor: { id: 3 } };
    await series.insertMany([twin, { ...twin }]);
    expect(await series.find({ _id: 'same' as never }).toArray()).toHaveLength(2);
    expect((await series.deleteMany({ _id: 'same' as never })).deletedCount).toBe(2);
  });

  it('takes measurements with a date only', async () => {
    expect(await codeOf(series.insertOne({ sensor: 1 }))).toBe(2);
    expect(await codeOf(series.insertOne({ at: 5, sensor: 1 }))).toBe(2);
    expect(await series.find({ at: { $gt: new Date(1_500) } }).toArray()).toHaveLength(1);
  });

  it('updates its metaField, many documents at once', async () => {
    const outcome = await series.updateMany({ 'sensor.id': 1 }, { $set: { 'sensor.room': 'hall' } });
    expect(outcome.modifiedCount).toBe(1);
    expect(await codeOf(series.updateMany({ 'sensor.id': 1 }, { $set: { celsius: 0 } }))).toBe(72);
    expect(await codeOf(series.updateMany({ celsius: 20 }, { $set: { sensor: 0 } }))).toBe(72);
    expect(await codeOf(series.updateOne({ 'sensor.id': 1 }, { $set: { sensor: 0 } }))).toBe(72);
    expect(await codeOf(series.updateMany({ sensor: 9 }, { $set: { a: 0 } }, { upsert: true }))).toBe(72);
    expect((await series.deleteMany({ celsius: 20 })).deletedCount).toBe(1);
  });

  it('refuses transactions, unique indexes and a new name', async () => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      expect(await codeOf(series.insertOne({ at: new Date() }, { session }))).toBe(263);
      await session.abortTransaction();
    });
    const unique = { createIndexes: 'series', indexes: [{ key: { a: 1 }, name: 'a', unique: true }] };
    expect(await codeOf(db.command(unique))).toBe(72);
    expect(await codeOf(series.updateMany({}, [{ $set: { x: 1 } }]))).toBe(72);
    expect(await codeOf(db.command({ dataSize: 'weather.series' }))).toBe(166);
    expect(await codeOf(db.createCollection('null', { timeseries: { timeField: 'a\0b' } }))).toBe(2);
    const rename = { renameCollection: 'weather.series', to: 'weather.other' };
    expect(await codeOf(test.client.db('admin').command(rename))).toBe(166);
  });

  it.each<[Document, number]>([
    [{ timeseries: {} }, 40414],
    [{ timeseries: { timeField: 'a.b' } }, 72],
    [{ timeseries: { timeField: 'a', metaField: 'a' } }, 72],
    [{ timeseries: { timeField: 'a', granularity: 'years' } }, 2],
    [{ timeseries: { timeField: 'a', nonsense: 1 } }, 40415],
    [{ expireAfterSeconds: 5 }, 72],
    [{ clusteredIndex: { key: { a: 1 }, unique: true } }, 197],
    [{ clusteredIndex: { key: { _id: 1 } } }, 40414],
  ])('create refuses %j', async (options, code) => {
    expect(await codeOf(db.command({ create: 'refused', ...options }))).toBe(code);
  });
});

describe('what expires', () => {
  it('goes by the time of a measurement, or by the _id of a clustered collection', async () => {
    await test.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
    const old = new Date(Date.now() - 3_600_000);
    const soon = new Date(Date.now() + 3_600_000);
    const measured = await db.createCollection('measured', { timeseries, expireAfterSeconds: 60 });
    await measured.insertMany([{ at: old }, { at: old }, { at: soon }]);
    await db.command({
      create: 'clustered',
      clusteredIndex: { key: { _id: 1 }, unique: true, name: 'by id' },
      expireAfterSeconds: 60,
    });
    const clustered = db.collection<{ _id: Date }>('clustered');
    await clustered.insertMany([{ _id: old }, { _id: soon }]);
    for (let left = 5; left > 2;) {
      left = (await measured.countDocuments()) + (await clustered.countDocuments());
    }
    expect(await clustered.distinct('_id')).toEqual([soon]);
    expect(await clustered.indexes()).toMatchObject([{ name: 'by id', clustered: true, unique: true }]);
    expect(await codeOf(test.client.db('admin').command({ setParameter: 1, nonsense: 1 }))).toBe(72);
  });
});
