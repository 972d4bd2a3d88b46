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

describe('$out', () => {
  it('replaces a collection and keeps its indexes', async () => {
    await db.collection<Named>('target').insertOne({ _id: 99, n: 1 });
    await db.collection('target').createIndex({ n: 1 }, { unique: true }, {});
    expect(await staff([{ $project: { n: '$_id' } }, { $limit: 2 }, { $out: 'target' }])).toEqual([]);
    expect(await all('target')).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ]);
    expect((await db.collection('target').indexes()).map(({ name }) => name as string)).toEqual([
      '_id_',
      'n_1',
    ]);
  });

  it('a failure changes nothing and leaves nothing behind', async () => {
    expect(await codeOf(staff([{ $project: { n: 'same' } }, { $out: 'target' }]))).toBe(11000);
    expect(await all('target')).toHaveLength(2);
    const names = (await db.listCollections().toArray()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('tmp.'))).toEqual([]);
  });

  it('makes a time series, and fills one that has the same options', async () => {
    const day = { $project: { at: { $literal: new Date(0) } } };
    const into = (granularity: string): Promise<Document[]> =>
      staff([
        day,
        { $out: { db: db.databaseName, coll: 'series', timeseries: { timeField: 'at', granularity } } },
      ]);
    await into('hours');
    await into('hours');
    expect(await all('series')).toHaveLength(4);
    const [{ type } = {}] = await db.listCollections({ name: 'series' }).toArray();
    expect(type).toBe('timeseries');
    expect(await codeOf(into('minutes'))).toBe(7406103);
  });

  it('stands last, at the top only, and takes other databases', async () => {
    expect(await codeOf(staff([{ $out: 'x' }, { $limit: 1 }]))).toBe(40601);
    expect(await codeOf(staff([{ $facet: { a: [{ $out: 'x' }] } }]))).toBe(40600);
    expect(await codeOf(staff([{ $unionWith: { coll: 'a', pipeline: [{ $out: 'x' }] } }]))).toBe(31441);
    const linearizable = { readConcern: { level: 'linearizable' as const } };
    expect(
      await codeOf(
        db
          .collection('staff')
          .aggregate([{ $out: 'x' }], linearizable)
          .toArray(),
      ),
    ).toBe(72);
    await staff([{ $out: { db: 'other', coll: 'copy' } }]);
    expect(await test.client.db('other').collection('copy').countDocuments()).toBe(4);
  });
});
