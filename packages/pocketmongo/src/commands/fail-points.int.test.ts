import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Collection, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let items: Collection;

beforeAll(async () => {
  test = await startTestServer();
  items = test.client.db('shop').collection('items');
});
afterAll(() => test.close());

const configure = (configureFailPoint: string, mode: unknown, data: Document = {}) =>
  test.client.db('admin').command({ configureFailPoint, mode, data });

beforeEach(async () => {
  await items.deleteMany({});
});
afterEach(async () => {
  await configure('failCommand', 'off');
  await configure('maxTimeAlwaysTimeOut', 'off');
  await configure('onPrimaryTransactionalWrite', 'off');
});

const labelsOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error as { errorLabels: unknown }).errorLabels,
  );

describe('failCommand', () => {
  it('gives errors of a transaction the labels that they have by themselves, unless it names others', async () => {
    const insert = async (data: Document): Promise<unknown> => {
      await configure('failCommand', { times: 1 }, { failCommands: ['insert'], ...data });
      return test.client.withSession(async (session) => {
        session.startTransaction();
        const labels = await labelsOf(items.insertOne({}, { session }));
        await session.abortTransaction();
        return labels;
      });
    };
    expect(await insert({ errorCode: 112 })).toEqual(['TransientTransactionError']);
    expect(await insert({ errorCode: 112, errorLabels: [] })).toEqual([]);
    expect(await insert({ errorCode: 11000 })).toEqual([]);
  });

  it('lets a write through and tells of its write concern, which the driver tries once more', async () => {
    const writeConcernError = { code: 91, errmsg: 'shutting down' };
    await configure('failCommand', { times: 1 }, { failCommands: ['insert'], writeConcernError });
    expect(await codeOf(items.insertOne({ _id: 1 as never }))).toBeUndefined();
    await configure('failCommand', { times: 2 }, { failCommands: ['insert'], writeConcernError });
    expect(await labelsOf(items.insertOne({ _id: 2 as never }))).toContain('RetryableWriteError');
    expect(await items.countDocuments()).toBe(2);
  });
});

describe('onPrimaryTransactionalWrite', () => {
  it.each([{}, { failBeforeCommitExceptionCode: 1 }])(
    'cuts the connection, %j; a retry writes once',
    async (data) => {
      await configure('onPrimaryTransactionalWrite', { times: 1 }, data);
      await items.insertOne({ _id: 1 as never });
      await configure('onPrimaryTransactionalWrite', { times: 1 }, data);
      await items.updateOne({ _id: 1 as never }, { $inc: { n: 1 } });
      expect(await items.findOne()).toEqual({ _id: 1, n: 1 });
    },
  );
});

describe('maxTimeAlwaysTimeOut', () => {
  it('times out what has a limit', async () => {
    await configure('maxTimeAlwaysTimeOut', 'alwaysOn');
    expect(await codeOf(items.find({}, { maxTimeMS: 10_000 }).toArray())).toBe(50);
    expect(await codeOf(items.find().toArray())).toBeUndefined();
  });
});

describe('killAllSessions', () => {
  it('ends the transactions and cursors of every session, or of one user', async () => {
    const admin = test.client.db('admin');
    await test.client.withSession(async (session) => {
      session.startTransaction();
      await items.insertOne({ _id: 1 as never }, { session });
      await admin.command({ killAllSessions: [{ user: 'nobody', db: 'admin' }] });
      expect(await codeOf(items.insertOne({ _id: 2 as never }, { session }))).toBeUndefined();
      await admin.command({ killAllSessions: [] });
      expect(await codeOf(items.insertOne({ _id: 3 as never }, { session }))).toBe(251);
      await session.abortTransaction();
    });
    expect(await items.countDocuments()).toBe(0);
  });
});

describe('failGetMoreAfterCursorCheckout', () => {
  it('fails what reads on; a change stream is opened again where that may help', async () => {
    await items.insertMany([{}, {}, {}]);
    const fail = (errorCode: number) =>
      configure('failGetMoreAfterCursorCheckout', { times: 1 }, { errorCode });
    await fail(11_600);
    expect(await codeOf(items.find({}, { batchSize: 1 }).toArray())).toBe(11_600);
    const stream = items.watch();
    await stream.tryNext();
    await fail(11_600);
    await items.insertOne({ a: 1 });
    expect(await stream.next()).toMatchObject({ fullDocument: { a: 1 } });
    await fail(50);
    expect(await codeOf(stream.next())).toBe(50);
    await stream.close();
    const cut = configure('failGetMoreAfterCursorCheckout', 'alwaysOn', { closeConnection: true });
    expect(await codeOf(cut)).toBe(115);
  });
});
