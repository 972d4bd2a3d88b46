import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestDatabase, type TestDatabase } from '../testing/index.ts';
import { afterCommit, nativeCollection, type NativeCollection } from './index.ts';

type Counter = { _id: string; n: number; money?: bigint };

let server: TestDatabase;
let counters: NativeCollection<Counter>;

beforeAll(async () => {
  server = await startTestDatabase('platform');
  counters = nativeCollection<Counter>(server.db, 'counters');
});
afterAll(() => server.stop());
beforeEach(async () => {
  await counters.deleteMany({});
});

describe('a transaction', () => {
  it('commits all of its writes and returns the result of its work', async () => {
    const result = await server.db.transaction(async (session) => {
      await counters.insertOne({ _id: 'a', n: 1 }, { session });
      await counters.insertOne({ _id: 'b', n: 2 }, { session });
      return 'done';
    });
    expect(result).toBe('done');
    expect(await counters.countDocuments({})).toBe(2);
  });

  it('leaves nothing when its work throws, and throws what the work threw', async () => {
    const failing = server.db.transaction(async (session) => {
      await counters.insertOne({ _id: 'a', n: 1 }, { session });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await counters.countDocuments({})).toBe(0);
  });

  it('loses no update when many read and write the same document', async () => {
    await counters.insertOne({ _id: 'a', n: 0 });
    const increment = () =>
      server.db.transaction(async (session) => {
        const { n } = (await counters.findOne({ _id: 'a' }, { session })) ?? { n: -1 };
        await counters.updateOne({ _id: 'a' }, { $set: { n: n + 1 } }, { session });
      });
    await Promise.all(Array.from({ length: 16 }, increment));
    expect(await counters.findOne({ _id: 'a' })).toMatchObject({ n: 16 });
  });

  it('calls what waits for its commit after the commit, once, and never after a rollback', async () => {
    const heard: string[] = [];
    const listener = () => heard.push('committed');
    await server.db.transaction(async (session) => {
      afterCommit(session, listener);
      afterCommit(session, listener);
      await counters.insertOne({ _id: 'a', n: 1 }, { session });
      expect(heard).toEqual([]);
    });
    expect(heard).toEqual(['committed']);
    const failing = server.db.transaction((session) => {
      afterCommit(session, listener);
      return Promise.reject(new Error('no'));
    });
    await expect(failing).rejects.toThrow('no');
    expect(heard).toEqual(['committed']);
  });
});

describe('the database', () => {
  it('keeps 64-bit integers exact and gives them back as bigint', async () => {
    await counters.insertOne({ _id: 'a', n: 1, money: 9_007_199_254_740_993n });
    expect(await counters.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 1, money: 9_007_199_254_740_993n });
  });
});
