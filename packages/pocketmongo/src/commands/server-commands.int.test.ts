import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import type { Named } from '../../test/staff.ts';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let db: Db;
let admin: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('test');
  admin = test.client.db('admin');
});
afterAll(() => test.close());

describe('dbHash', () => {
  const hash = (of: Db, more: Document = {}): Promise<Document> => of.command({ dbHash: 1, ...more });

  it('is equal for equal data, whatever the order in which they came', async () => {
    const [one, other] = [test.client.db('one'), test.client.db('other')];
    const documents = Array.from({ length: 2_500 }, (_, n) => ({ _id: n, text: `t${n}` }));
    for (const target of [one, other]) {
      await target.createCollection('log', { capped: true, size: 4_096 });
      await target.collection<Named>('log').insertMany([{ _id: 2 }, { _id: 1 }]);
      await target.createCollection('view', { viewOn: 'c', pipeline: [] });
    }
    await one.collection<Named>('c').insertMany(documents);
    await other.collection<Named>('c').insertMany(documents.toReversed());
    const [first, second] = [await hash(one), await hash(other)];
    expect(first['collections']).toEqual(second['collections']);
    expect(Object.keys(first['collections'] as Document)).toEqual(['c', 'log', 'system.views']);
    expect(first).toMatchObject({ md5: second['md5'] as unknown, capped: ['log'] });
    expect(Object.keys(first['uuids'] as Document)).toEqual(['c', 'log']);
    await other.collection('c').updateOne({ text: 't7' }, { $set: { text: 'x' } });
    const third = await hash(other);
    expect(third['md5']).not.toBe(second['md5']);
    expect(third).toMatchObject({
      collections: { log: (second['collections'] as Document)['log'] as unknown },
    });
  });

  it('is of the collections that are named, and of none', async () => {
    await db.collection('a').insertOne({});
    await db.collection('b').insertOne({});
    expect(Object.keys((await hash(db, { collections: ['b', 'c'] }))['collections'] as Document)).toEqual([
      'b',
    ]);
    expect(await hash(test.client.db('nothing'))).toMatchObject({ collections: {}, uuids: {} });
    expect(await codeOf(hash(db, { collections: [1] }))).toBe(2);
  });
});

describe('lockInfo', () => {
  it('shows what open transactions have written to', async () => {
    expect(await admin.command({ lockInfo: 1 })).toMatchObject({ lockInfo: [] });
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await db.collection('held').insertOne({}, { session });
      const { lockInfo } = await admin.command({ lockInfo: 1 });
      expect(lockInfo).toEqual([{ resourceId: '{Collection, test.held}', granted: [{ mode: 'IX', txnNumber: expect.anything() }], pending: [] }]); // prettier-ignore
      await session.abortTransaction();
    });
    expect(await admin.command({ lockInfo: 1 })).toMatchObject({ lockInfo: [] });
    expect(await codeOf(db.command({ lockInfo: 1 }))).toBe(13);
  });
});

describe('compact', () => {
  it('frees nothing, of what is there', async () => {
    await db.collection('full').insertOne({});
    await db.createCollection('seen', { viewOn: 'full', pipeline: [] });
    expect(await db.command({ compact: 'full', force: true })).toMatchObject({ bytesFreed: 0 });
    expect(await codeOf(db.command({ compact: 'nothing' }))).toBe(26);
    expect(await codeOf(db.command({ compact: 'seen' }))).toBe(166);
    expect(await codeOf(db.command({ compact: 'full', freeSpaceTargetMB: 0 }))).toBe(2);
    expect(await codeOf(db.command({ compact: 'full', freeSpaceTargetMB: '1' }))).toBe(14);
    expect(await codeOf(db.command({ compact: 'full', more: 1 }))).toBe(40415);
  });
});

describe('parameters', () => {
  it.each([
    ['ttlMonitorSleepSecs', 60, 30],
    ['transactionLifetimeLimitSeconds', 60, 1],
    ['cursorTimeoutMillis', 600_000, 5_000],
  ])('%s is read and set', async (name, before, after) => {
    const read = async (): Promise<unknown> => (await admin.command({ getParameter: 1, [name]: 1 }))[name];
    expect(await read()).toBe(before);
    expect(await admin.command({ setParameter: 1, [name]: after })).toMatchObject({ was: before });
    expect(await read()).toBe(after);
    expect(await codeOf(admin.command({ setParameter: 1, [name]: 0 }))).toBe(2);
    expect(await admin.command({ getParameter: { showDetails: true }, [name]: 1 })).toMatchObject({
      [name]: { value: after, settableAtRuntime: true },
    });
  });

  it('are set one at a time', async () => {
    expect(
      await codeOf(admin.command({ setParameter: 1, cursorTimeoutMillis: 1, ttlMonitorSleepSecs: 1 })),
    ).toBe(72);
    expect(await codeOf(admin.command({ getParameter: { showDetails: 'yes' }, quiet: 1 }))).toBe(14);
    expect(await codeOf(admin.command({ getParameter: { setAt: 'startup' }, quiet: 1 }))).toBe(40415);
    expect(await codeOf(admin.command({ setParameter: 1, logLevel: 1 }))).toBe(115);
    expect(await codeOf(admin.command({ setParameter: 1, nonsense: 1 }))).toBe(72);
  });

  it('bound the life of transactions that start from now on', async () => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await db.collection('held').insertOne({}, { session });
      const gone = async (): Promise<boolean> => {
        const { lockInfo } = await admin.command({ lockInfo: 1 });
        return (lockInfo as Document[]).length === 0;
      };
      while (!(await gone())) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await codeOf(session.commitTransaction())).toBe(251);
    });
  });
});

describe('the other commands of a server', () => {
  it('are there', async () => {
    expect(await admin.command({ logRotate: 1 })).toMatchObject({ ok: 1 });
    expect(await codeOf(admin.command({ logRotate: 'audit' }))).toBe(4);
    expect(await codeOf(admin.command({ logRotate: {} }))).toBe(14);
    expect(await admin.command({ shardingState: 1 })).toMatchObject({ enabled: false });
    expect(await codeOf(db.command({ logRotate: 1 }))).toBe(13);
    expect(await admin.command({ invalidateUserCache: 1 })).toMatchObject({ ok: 1 });
    expect(await admin.command({ connPoolStats: 1 })).toMatchObject({ totalInUse: 0 });
  });

  it('shut down only what is a server by itself', async () => {
    expect(await codeOf(admin.command({ shutdown: 1 }))).toBe(115);
  });
});

describe.each(['inline', 'worker'] as const)(
  'shutdown of a server that lets itself be ended (%s)',
  (mode) => {
    it('tells its owner, if the caller may', async () => {
      const alone = await startTestServer({ mode, allowShutdown: true });
      await alone.client.db('shop').command({ createUser: 'u', pwd: 'x', roles: ['dbOwner'] });
      const client = await alone.connect(alone.server.uri('shop', 'u', 'x'));
      expect(await codeOf(client.db('admin').command({ shutdown: 1 }))).toBe(13);
      expect(await alone.client.db('admin').command({ shutdown: 1, timeoutSecs: 1 })).toMatchObject({
        ok: 1,
      });
      await alone.server.shutdownAsked;
      await alone.close();
    });
  },
);
