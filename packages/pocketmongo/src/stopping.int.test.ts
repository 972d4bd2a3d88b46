import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { MongoClient } from 'mongodb';
import { startTestServer, type TestServer } from '../test/server.ts';

let test: TestServer;
let client: MongoClient;
beforeEach(async () => {
  test = await startTestServer();
  // It ends its sessions with a server that is gone.
  client = await test.connect(test.server.uri('test'), { serverSelectionTimeoutMS: 200 });
});
afterEach(() => test.close());

it('a stop waits for no transaction that nobody goes on with, and the writes that wait for it are done', async () => {
  const things = client.db('shop').collection<{ _id: number; n: number }>('things');
  await things.insertOne({ _id: 1, n: 0 });
  const session = client.startSession();
  session.startTransaction();
  await things.updateOne({ _id: 1 }, { $inc: { n: 10 } }, { session });
  const waiting = things.updateOne({ _id: 1 }, { $inc: { n: 1 } });
  // It is parked when what was sent behind it is answered.
  await Promise.all([things.findOne({ _id: 1 }), new Promise((resolve) => setTimeout(resolve, 50))]);
  await test.server.stop();
  await expect(waiting).resolves.toMatchObject({ modifiedCount: 1 });
});

it('a limit longer than timers take is no limit of a moment', async () => {
  await client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: 10_000_000 });
  const things = client.db('shop').collection<{ _id: number }>('things');
  await client.withSession(async (session) => {
    session.startTransaction();
    await things.insertOne({ _id: 1 }, { session });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await session.commitTransaction();
  });
  expect(await things.countDocuments()).toBe(1);
});
