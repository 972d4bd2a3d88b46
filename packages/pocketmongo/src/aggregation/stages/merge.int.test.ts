import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, type TestServer } from '../../../test/server.ts';
import { startWithStaff, type Named } from '../../../test/staff.ts';

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startWithStaff();
  db = test.client.db('test');
});
afterAll(() => test.close());

const staff = (pipeline: Document[]): Promise<Document[]> =>
  db.collection('staff').aggregate(pipeline).toArray();
const all = (name: string): Promise<Document[]> => db.collection(name).find().sort({ _id: 1 }).toArray();

describe('$merge', () => {
  const start = async (): Promise<void> => {
    await db.collection('merged').drop();
    await db.collection<Named>('merged').insertMany([{ _id: 1, kept: true, name: 'old' }]);
  };
  beforeAll(() => db.createCollection('merged'));

  it.each<[Document, Document, number]>([
    [{}, { _id: 1, kept: true, name: 'Dev' }, 4],
    [{ whenMatched: 'replace' }, { _id: 1, name: 'Dev' }, 4],
    [{ whenMatched: 'keepExisting' }, { _id: 1, kept: true, name: 'old' }, 4],
    [{ whenMatched: 'merge', whenNotMatched: 'discard' }, { _id: 1, kept: true, name: 'Dev' }, 1],
    [
      { whenMatched: [{ $set: { both: ['$name', '$$new.name'] } }] },
      { _id: 1, kept: true, name: 'old', both: ['old', 'Dev'] },
      4,
    ],
    [
      { let: { n: '$_id' }, whenMatched: [{ $set: { name: '$$n' } }], whenNotMatched: 'discard' },
      { _id: 1, kept: true, name: 1 },
      1,
    ],
  ])('%j', async (options, first, count) => {
    await start();
    await staff([{ $merge: { into: 'merged', ...options } }]);
    const found = await all('merged');
    expect(found[0]).toEqual(first);
    expect(found).toHaveLength(count);
  });

  it('fails where it is asked to', async () => {
    await start();
    expect(await codeOf(staff([{ $merge: { into: 'merged', whenMatched: 'fail' } }]))).toBe(11000);
    expect(await codeOf(staff([{ $merge: { into: 'merged', whenNotMatched: 'fail' } }]))).toBe(13113);
    expect(await codeOf(staff([{ $merge: { into: 'merged', on: 'name' } }]))).toBe(51183);
    expect(await codeOf(staff([{ $merge: { into: 'merged', whenMatched: 'bogus' } }]))).toBe(2);
  });

  it('compares by the collation, which the index has to have', async () => {
    const collation = { locale: 'en', strength: 1 };
    await start();
    await db.collection('merged').createIndex({ name: 1 }, { unique: true, collation }, {});
    const pipeline = [{ $documents: [{ name: 'OLD', n: 1 }] }, { $merge: { into: 'merged', on: 'name' } }];
    await db.aggregate(pipeline, { collation }).toArray();
    const kept = { _id: 1, kept: true, name: 'OLD', n: 1 };
    expect(
      await db
        .collection('merged')
        .find({}, { projection: { _id: 0 } })
        .toArray(),
    ).toHaveLength(1);
    expect(await db.collection('merged').findOne({ n: 1 })).toEqual(kept);
  });

  it('merges by other unique fields', async () => {
    await start();
    await db.collection('merged').createIndex({ name: 1 }, { unique: true }, {});
    await db.collection('merged').updateOne({}, { $set: { name: 'Ron' } });
    await staff([{ $project: { _id: 0, name: 1, boss: 1 } }, { $merge: { into: 'merged', on: 'name' } }]);
    expect(await db.collection('merged').findOne({ name: 'Ron' })).toEqual({
      _id: 1,
      kept: true,
      name: 'Ron',
      boss: 'Eliot',
    });
    expect(await codeOf(staff([{ $project: { boss: 1 } }, { $merge: { into: 'merged', on: 'name' } }]))).toBe(
      51132,
    );
  });
});
