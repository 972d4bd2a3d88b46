import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Collection, Long } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

interface Account {
  _id: string;
  balance: number;
}

let test: TestServer;
let accounts: Collection<Account>;

beforeAll(async () => {
  test = await startTestServer();
  accounts = test.client.db('bank').collection<Account>('accounts');
});
afterAll(() => test.close());
beforeEach(async () => {
  await accounts.deleteMany({});
  await accounts.insertMany([
    { _id: 'a', balance: 100 },
    { _id: 'b', balance: 0 },
  ]);
});

const balances = async (): Promise<Record<string, number>> =>
  Object.fromEntries((await accounts.find().toArray()).map(({ _id, balance }) => [_id, balance]));

describe('a transaction', () => {
  it('takes effect as a whole and is invisible before', async () => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: 'a' }, { $inc: { balance: -30 } }, { session });
      await accounts.updateOne({ _id: 'b' }, { $inc: { balance: 30 } }, { session });
      expect(await accounts.findOne({ _id: 'a' }, { session })).toMatchObject({ balance: 70 });
      expect(await balances()).toEqual({ a: 100, b: 0 });
      await session.commitTransaction();
    });
    expect(await balances()).toEqual({ a: 70, b: 30 });
  });

  it('leaves nothing when it is aborted', async () => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.insertOne({ _id: 'c', balance: 1 }, { session });
      await session.abortTransaction();
    });
    expect(await balances()).toEqual({ a: 100, b: 0 });
  });

  it('ends with a statement that fails, which the reply tells of as of any batch', async () => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      const added = ['c', 'a', 'd'].map((_id) => ({ _id, balance: 1 }));
      await expect(accounts.insertMany(added, { session, ordered: false })).rejects.toMatchObject({
        code: 11_000,
        insertedCount: 1,
        writeErrors: [{ index: 1 }],
      });
      await expect(accounts.findOne({}, { session })).rejects.toMatchObject({
        code: 251,
        message: /^Transaction with \{ txnNumber: \d+ \} has been aborted\.$/,
        errorLabels: ['TransientTransactionError'],
      });
      expect(await balances()).toEqual({ a: 100, b: 0 });
    });
  });

  it('loses against an earlier writer of the same document, with the label that makes drivers retry', async () => {
    await test.client.withSession(async (first) =>
      test.client.withSession(async (second) => {
        first.startTransaction();
        second.startTransaction();
        await accounts.updateOne({ _id: 'a' }, { $inc: { balance: 1 } }, { session: first });
        await expect(
          accounts.updateOne({ _id: 'a' }, { $inc: { balance: 1 } }, { session: second }),
        ).rejects.toMatchObject({
          code: 112,
          errorLabels: expect.arrayContaining(['TransientTransactionError']),
        });
        expect(await codeOf(second.commitTransaction())).toBe(251);
        await first.commitTransaction();
      }),
    );
    expect(await balances()).toEqual({ a: 101, b: 0 });
  });

  it.each([
    { $collStats: { count: {} } },
    { $indexStats: {} },
    { $planCacheStats: {} },
    { $unionWith: 'accounts' },
    { $facet: { all: [{ $unionWith: 'accounts' }] } },
  ])('takes no pipeline with %j', async (stage) => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      expect(await codeOf(accounts.aggregate([stage], { session }).toArray())).toBe(263);
    });
  });

  it('does not start with a command that runs beside it', async () => {
    const db = test.client.db('bank');
    for (const command of [{ hello: 1 }, { buildInfo: 1 }, { killCursors: 'accounts', cursors: [] }]) {
      await test.client.withSession(async (session) => {
        session.startTransaction();
        expect(await codeOf(db.command(command, { session }))).toBe(263);
      });
      await test.client.withSession(async (session) => {
        session.startTransaction();
        await accounts.findOne({}, { session });
        expect(await codeOf(db.command(command, { session }))).toBe(undefined);
      });
    }
  });

  it.each(['admin', 'config', 'local'])("doesn't write to %s", async (database) => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      const probe = test.client.db(database).collection('probe');
      expect(await codeOf(probe.insertOne({}, { session }))).toBe(263);
    });
  });

  it('is ended by a duplicate key', async () => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: 'b' }, { $set: { balance: 5 } }, { session });
      expect(await codeOf(accounts.insertOne({ _id: 'a', balance: 1 }, { session }))).toBe(11000);
      expect(await codeOf(session.commitTransaction())).toBe(251);
    });
    expect(await balances()).toEqual({ a: 100, b: 0 });
  });

  it('sums up under withTransaction however many run at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        test.client.withSession(async (session) =>
          session.withTransaction(async () => {
            await accounts.updateOne({ _id: 'a' }, { $inc: { balance: -1 } }, { session });
            await accounts.updateOne({ _id: 'b' }, { $inc: { balance: 1 } }, { session });
          }),
        ),
      ),
    );
    expect(await balances()).toEqual({ a: 80, b: 20 });
  });

  it('commits twice without harm', async () => {
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await accounts.updateOne({ _id: 'a' }, { $inc: { balance: 1 } }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
    });
    expect(await balances()).toEqual({ a: 101, b: 0 });
  });
});

describe('a retryable write', () => {
  it('is applied once when the connection breaks after it', async () => {
    const admin = test.client.db('admin');
    await admin.command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['update'], closeConnection: true },
    });
    await accounts.updateOne({ _id: 'a' }, { $inc: { balance: 1 } });
    expect(await balances()).toEqual({ a: 101, b: 0 });
  });

  it('sent twice with one number answers the same without doing it again', async () => {
    const session = test.client.startSession();
    try {
      const command = {
        update: 'accounts',
        updates: [{ q: { _id: 'a' }, u: { $inc: { balance: 1 } } }],
        txnNumber: Long.fromNumber(1_000_000),
      };
      const db = test.client.db('bank');
      const replies = [await db.command(command, { session }), await db.command(command, { session })];
      expect(replies.map(({ n, nModified }) => [n as number, nModified as number])).toEqual([
        [1, 1],
        [1, 1],
      ]);
    } finally {
      await session.endSession();
    }
    expect(await balances()).toEqual({ a: 101, b: 0 });
  });
});
