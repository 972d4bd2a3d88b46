import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

type Counts = Record<string, number>;
const status = () => test.client.db('admin').command({ serverStatus: 1 });

/** What was added to the counters meanwhile. */
async function added(work: () => Promise<unknown>): Promise<{ operations: Counts; commands: Document }> {
  const before = await status();
  await work();
  const after = await status();
  const [then, now] = [before, after].map(({ opcounters }) => opcounters as Counts);
  const operations = Object.fromEntries(
    Object.entries(now ?? {}).map(([kind, count]) => [kind, count - (then?.[kind] ?? 0)]),
  );
  return { operations, commands: (after['metrics'] as { commands: Document }).commands };
}

describe('the counters of serverStatus', () => {
  it('count statements of writes, reads, further batches and other commands', async () => {
    const things = test.client.db('counted').collection<Document & { _id: number }>('things');
    const { operations, commands } = await added(async () => {
      await things.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
      await things.bulkWrite([
        { updateOne: { filter: { _id: 1 }, update: { $set: { a: 1 } } } },
        { updateMany: { filter: {}, update: { $set: { a: 2 } } } },
      ]);
      await things.deleteOne({ _id: 3 });
      await things.find({}, { batchSize: 1 }).toArray();
      await things.countDocuments();
      await things.findOneAndUpdate({ _id: 1 }, { $inc: { a: 1 } });
    });
    // The second serverStatus is a command as well.
    expect(operations).toEqual({ insert: 3, query: 1, update: 2, delete: 1, getmore: 1, command: 3 });
    expect(commands).toMatchObject({
      insert: { total: 1, failed: 0 },
      aggregate: { total: 1, failed: 0 },
      findAndModify: { total: 1, failed: 0 },
    });
  });

  it('count the statements of a bulkWrite', async () => {
    const ops = [
      { insert: 0, document: {} },
      { insert: 0, document: {} },
      { delete: 0, filter: {}, multi: true },
    ];
    const nsInfo = [{ ns: 'counted.bulk' }];
    const { operations } = await added(() => test.client.db('admin').command({ bulkWrite: 1, ops, nsInfo }));
    expect(operations).toMatchObject({ insert: 2, delete: 1, update: 0 });
  });

  it('tell what failed, and what is no command', async () => {
    const { commands } = await added(async () => {
      await expect(test.client.db('counted').command({ distinct: 'things', key: 5 })).rejects.toThrow();
      await expect(test.client.db('counted').command({ nonsense: 1 })).rejects.toThrow();
    });
    expect(commands).toMatchObject({ distinct: { total: 1, failed: 1 }, '<UNKNOWN>': 1 });
  });
});
