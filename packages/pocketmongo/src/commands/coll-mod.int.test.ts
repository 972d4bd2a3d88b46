import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Decimal128, type Db, type Document, Long } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

describe('collMod', () => {
  let test: TestServer;
  let db: Db;

  beforeAll(async () => {
    test = await startTestServer();
    db = test.client.db('changed');
  });
  afterAll(() => test.close());

  const collMod = (name: string, change: Document) => db.command({ collMod: name, ...change });
  const optionsOf = async (name: string) => {
    const [info] = await db.listCollections({ name }).toArray();
    return (info as { options?: Document }).options;
  };

  describe('of a time series', () => {
    beforeEach(async () => {
      await db.dropCollection('series');
      await db.createCollection('series', { timeseries: { timeField: 'at' } });
    });

    it('makes its buckets longer, by granularity or in seconds, and never shorter', async () => {
      const bucketRoundingSeconds = 3_600.9;
      await collMod('series', { timeseries: { bucketRoundingSeconds, bucketMaxSpanSeconds: 3_600 } });
      expect(await optionsOf('series')).toMatchObject({
        timeseries: { timeField: 'at', bucketRoundingSeconds: 3_600, bucketMaxSpanSeconds: 3_600 },
      });
      await collMod('series', { timeseries: { granularity: 'minutes' } });
      expect(await optionsOf('series')).toEqual({
        timeseries: { timeField: 'at', granularity: 'minutes', bucketMaxSpanSeconds: 86_400 },
      });
      expect(await codeOf(collMod('series', { timeseries: { granularity: 'seconds' } }))).toBe(72);
    });

    it.each<[Document, number]>([
      [{ granularity: 5 }, 14],
      [{ granularity: 'Hours' }, 2],
      [{ bucketMaxSpanSeconds: 86_400 }, 72],
      [{ bucketMaxSpanSeconds: 86_400, bucketRoundingSeconds: 90_000 }, 72],
      [{ bucketMaxSpanSeconds: 0.5, bucketRoundingSeconds: 0.5 }, 2],
      [{ granularity: 'hours', bucketMaxSpanSeconds: 60, bucketRoundingSeconds: 60 }, 72],
      [{ timeField: 'when' }, 40415],
    ])('refuses %j', async (timeseries, code) => {
      expect(await codeOf(collMod('series', { timeseries }))).toBe(code);
    });

    it('sets and ends its expiry', async () => {
      await collMod('series', { expireAfterSeconds: Decimal128.fromString('100.5') });
      expect(await optionsOf('series')).toMatchObject({ expireAfterSeconds: 100 });
      await collMod('series', { expireAfterSeconds: 'off' });
      expect(await optionsOf('series')).not.toHaveProperty('expireAfterSeconds');
      const refused: [unknown, number][] = [
        [true, 14],
        ['Off', 72],
        [-1, 72],
        [1e11, 72],
      ];
      for (const [expireAfterSeconds, code] of refused)
        expect(await codeOf(collMod('series', { expireAfterSeconds }))).toBe(code);
    });

    it('has no validator and no bounds', async () => {
      expect(await codeOf(collMod('series', { validator: { a: 1 } }))).toBe(72);
      await collMod('series', { cappedSize: 100_000 });
      expect(await optionsOf('series')).not.toHaveProperty('size');
    });
  });

  it('is of a time series only where it speaks of one', async () => {
    await db.createCollection('plain');
    expect(await codeOf(collMod('plain', { timeseries: {} }))).toBe(72);
    expect(await codeOf(collMod('plain', { expireAfterSeconds: 5 }))).toBe(72);
  });

  it('of a view keeps what it does not name', async () => {
    await db.collection<{ _id: number; a: number }>('source').insertMany([{ _id: 1, a: 1 }, { _id: 2, a: 2 }]); // prettier-ignore
    await db.createCollection('view', { viewOn: 'nothing', pipeline: [{ $match: { a: 2 } }] });
    await collMod('view', { viewOn: 'source' });
    expect(await db.collection('view').find().toArray()).toEqual([{ _id: 2, a: 2 }]);
    await collMod('view', { pipeline: [] });
    expect(await db.collection('view').countDocuments()).toBe(2);
    await collMod('view', { viewOn: null, pipeline: null });
    expect(await codeOf(collMod('view', { validator: {} }))).toBe(72);
  });

  describe('of an index', () => {
    beforeEach(async () => {
      await db.dropCollection('indexed');
      await db.command({
        createIndexes: 'indexed',
        indexes: [
          { key: { a: 1 }, name: 'a', prepareUnique: true },
          { key: { b: 1 }, name: 'b' },
        ],
      });
    });
    const change = (index: Document, more: Document = {}) => collMod('indexed', { index, ...more });

    it('changes it together with the collection', async () => {
      expect(await change({ name: 'b', hidden: 1 }, { validator: { a: 1 } })).toMatchObject({
        hidden_new: true,
      });
      expect(await optionsOf('indexed')).toEqual({ validator: { a: 1 } });
    });

    it('takes any number of seconds, within the bounds', async () => {
      expect(await change({ name: 'b', expireAfterSeconds: Long.MAX_VALUE })).toMatchObject({
        expireAfterSeconds_new: 2_147_483_647,
      });
      expect(await change({ name: 'b', expireAfterSeconds: Number.NaN })).toMatchObject({
        expireAfterSeconds_old: 2_147_483_647,
        expireAfterSeconds_new: 0,
      });
      expect(await codeOf(change({ name: 'b', expireAfterSeconds: -1 }))).toBe(72);
      expect(await codeOf(change({ name: 'b', expireAfterSeconds: null }))).toBe(72);
      expect(await codeOf(change({ name: '_id_', expireAfterSeconds: 1 }))).toBe(72);
    });

    it('tries to make it unique and leaves it as it is', async () => {
      const indexed = db.collection<{ _id: number; a: number }>('indexed');
      await indexed.insertOne({ _id: 1, a: 1 });
      expect(await codeOf(indexed.insertOne({ _id: 2, a: 1 }))).toBe(11000);
      expect(await change({ name: 'a', unique: true }, { dryRun: true })).not.toHaveProperty('unique_new');
      expect(await indexed.indexes()).toContainEqual({ v: 2, key: { a: 1 }, name: 'a', prepareUnique: true });
      expect(await codeOf(change({ name: 'b', unique: true }, { dryRun: true }))).toBe(72);
      expect(await codeOf(change({ name: 'b', hidden: true }, { dryRun: true }))).toBe(72);
      expect(await codeOf(change({ name: 'a', prepareUnique: false, hidden: true }))).toBe(72);
    });

    it('leaves duplicates in an index that is made with prepareUnique', async () => {
      const indexed = db.collection<{ _id: number; a: number; c: number }>('indexed');
      await indexed.insertMany([
        { _id: 3, a: 3, c: 1 },
        { _id: 4, a: 4, c: 1 },
      ]);
      await db.command({
        createIndexes: 'indexed',
        indexes: [{ key: { c: 1 }, name: 'c', prepareUnique: true }],
      });
      expect(await indexed.countDocuments({ c: 1 })).toBe(2);
      expect(await codeOf(indexed.insertOne({ _id: 5, a: 5, c: 1 }))).toBe(11000);
      expect(await codeOf(change({ name: 'c', unique: true }, { dryRun: true }))).toBe(359);
    });
  });
});
