import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Db, Decimal128, type Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../../test/server.ts';

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('options');
});
afterAll(() => test.close());

describe('an index of places', () => {
  it.each<[Document, number]>([
    [{ key: { at: '2d' }, bits: 'many' }, 14],
    [{ key: { at: '2d' }, bits: 0 }, 72],
    [{ key: { at: '2d' }, bits: 33 }, 72],
    [{ key: { at: '2d' }, bits: Decimal128.fromString('5') }, 72],
    [{ key: { at: '2d' }, min: 'low' }, 14],
    [{ key: { at: '2d' }, min: 5, max: 5 }, 72],
    [{ key: { at: '2dsphere' }, '2dsphereIndexVersion': 4 }, 67],
    [{ key: { at: '2dsphere' }, '2dsphereIndexVersion': null }, 14],
    [{ key: { _id: -1 } }, 2],
    [{ key: { a: 1 }, collation: {} }, 2],
    [{ key: { a: 1 }, name: 5 }, 14],
    [{ key: { a: 1 }, name: undefined }, 9],
    [{ key: { a: 1 }, hidden: 1 }, 14],
    [{ key: { a: 1 }, expireAfterSeconds: Number.NaN }, 67],
  ])('is refused with %j', async (spec, code) => {
    const indexes = [{ name: 'made', ...spec }];
    expect(await codeOf(db.command({ createIndexes: 'refused', indexes }, { ignoreUndefined: true }))).toBe(
      code,
    );
  });

  it('tells its options as they are kept, and is the same one again', async () => {
    const indexes = [
      { key: { at: '2dsphere' }, name: 'sphere' },
      { key: { at: '2d' }, name: 'flat', min: -10, max: 10 },
      { key: { b: 1 }, name: 'b', hidden: false, expireAfterSeconds: 5.5 },
    ];
    const create = { createIndexes: 'kept', indexes };
    await db.command(create);
    const listed = await db.command({ listIndexes: 'kept', includeIndexBuildInfo: true });
    expect(listed).toMatchObject({ cursor: { firstBatch: [{ spec: { name: '_id_' } }, {}, {}, {}] } });
    expect(await db.collection('kept').indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { at: '2dsphere' }, name: 'sphere', '2dsphereIndexVersion': 3 },
      { v: 2, key: { at: '2d' }, name: 'flat', min: -10, max: 10 },
      { v: 2, key: { b: 1 }, name: 'b', expireAfterSeconds: 5 },
    ]);
    expect(await db.command(create)).toMatchObject({ note: 'all indexes already exist' });
    const both = { includeIndexBuildInfo: true, includeBuildUUIDs: true };
    expect(await codeOf(db.command({ listIndexes: 'kept', ...both }))).toBe(72);
  });

  it('holds no document without a place', async () => {
    const places = db.collection<{ _id: number; at?: unknown; other?: number }>('places');
    await places.insertMany([{ _id: 1, at: [1, 1] }, { _id: 2, other: 1 }, { _id: 3, at: null }]); // prettier-ignore
    await places.createIndex({ at: '2dsphere' }, {}, {});
    expect(await places.find().hint({ at: '2dsphere' }).toArray()).toEqual([{ _id: 1, at: [1, 1] }]);
    expect(await places.countDocuments({}, { hint: { at: '2dsphere' } })).toBe(1);
    expect(await places.countDocuments({})).toBe(3);
  });
});
