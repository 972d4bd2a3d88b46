import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection } from 'mongodb';
import { startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let clustered: Collection<{ _id: number; x: number }>;

beforeAll(async () => {
  test = await startTestServer();
  const db = test.client.db('clusters');
  await db.createCollection('clustered', { clusteredIndex: { key: { _id: 1 }, unique: true } });
  clustered = db.collection('clustered');
  await clustered.insertMany([3, 1, 2].map((_id) => ({ _id, x: -_id })));
});
afterAll(() => test.close());

describe('a clustered collection', () => {
  it('is read in the order of _id', async () => {
    const ids = async (filter: object, order: Record<string, 1 | -1> = {}) =>
      (await clustered.find(filter).sort(order).toArray()).map(({ _id }) => _id);
    expect(await ids({})).toEqual([1, 2, 3]);
    expect(await ids({ x: { $lt: -1 } })).toEqual([2, 3]);
    expect(await ids({}, { $natural: -1 })).toEqual([3, 2, 1]);
    expect(await ids({}, { x: 1 })).toEqual([3, 2, 1]);
    expect(await clustered.aggregate([{ $limit: 2 }]).toArray()).toMatchObject([{ _id: 1 }, { _id: 2 }]);
    expect((await clustered.findOneAndDelete({}))?._id).toBe(1);
    expect(await clustered.countDocuments()).toBe(2);
  });
});
