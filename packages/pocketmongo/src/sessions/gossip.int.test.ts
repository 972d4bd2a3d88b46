import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Binary, type ClientSession, type Document, Long, type MongoClient, Timestamp } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

type Told = { ok: number; operationTime: Timestamp; $clusterTime: { clusterTime: Timestamp } };

const run = async (client: MongoClient, command: Document, session?: ClientSession): Promise<Told> =>
  (await client.db('gossip').command(command, session === undefined ? {} : { session })) as Told;
const admin = (command: Document): Promise<Told> => run(test.client, command);
const isLater = (a: Timestamp, b: Timestamp): boolean => a.greaterThan(b);

/** A command of a client that has heard of a time elsewhere. */
async function hearing(client: MongoClient, clusterTime: Timestamp, command: Document): Promise<Told> {
  return client.withSession(async (session) => {
    session.advanceClusterTime({
      clusterTime,
      signature: { hash: new Binary(Buffer.alloc(20)), keyId: Long.ZERO },
    });
    return run(client, command, session);
  });
}

describe('the time of the cluster', () => {
  it('is in replies, of errors too, and moves on with every write', async () => {
    const things = test.client.db('gossip').collection('things');
    const before = await admin({ ping: 1 });
    expect(before).toMatchObject({ ok: 1, $clusterTime: { signature: { keyId: 0 } } });
    expect(before.operationTime).toEqual(before.$clusterTime.clusterTime);
    await things.insertMany([{}, {}]);
    const after = await admin({ ping: 1 });
    expect(isLater(after.operationTime, before.operationTime)).toBe(true);
    expect((await admin({ ping: 1 })).operationTime).toEqual(after.operationTime);
    const failed = await admin({ nonsense: 1 }).catch(
      (error: unknown) => (error as { errorResponse?: unknown }).errorResponse,
    );
    expect(failed).toMatchObject({ code: 59, operationTime: after.operationTime });
    const write = await admin({ insert: 'things', documents: [{ a: 1 }] });
    const seen = things.watch([], { startAtOperationTime: write.operationTime });
    expect(await seen.next()).toMatchObject({ fullDocument: { a: 1 }, clusterTime: write.operationTime });
    await seen.close();
  });

  it('takes over a later one that a client brings, within a year', async () => {
    const { operationTime } = await admin({ ping: 1 });
    const later = new Timestamp({ t: operationTime.t + 100, i: 7 });
    const reply = await hearing(test.client, later, { ping: 1 });
    expect(reply.$clusterTime.clusterTime).toEqual(later);
    const far = new Timestamp({ t: operationTime.t + 500 * 86_400, i: 1 });
    expect(await codeOf(hearing(test.client, far, { ping: 1 }))).toBe(205);
  });

  it('serves causally consistent sessions', async () => {
    const commands: Document[] = [];
    const listen = ({ command }: { command: Document }): void => void commands.push(command);
    test.client.on('commandStarted', listen);
    await test.client.withSession({ causalConsistency: true }, async (session) => {
      const things = test.client.db('gossip').collection('causal');
      await things.insertOne({ a: 1 }, { session });
      const written = session.operationTime;
      expect(await things.findOne({}, { session, readConcern: { level: 'majority' } })).toMatchObject({
        a: 1,
      });
      expect(commands.at(-1)).toMatchObject({
        readConcern: { level: 'majority', afterClusterTime: written },
      });
      const other = test.client.startSession();
      if (session.operationTime !== undefined) other.advanceOperationTime(session.operationTime);
      expect(await things.countDocuments({}, { session: other })).toBe(1);
      await other.endSession();
    });
    test.client.off('commandStarted', listen);
  });

  it('must have come before it can be read after', async () => {
    const { operationTime } = await admin({ ping: 1 });
    const find = (readConcern: Document) => codeOf(admin({ find: 'things', readConcern }));
    const ahead = new Timestamp({ t: operationTime.t + 1, i: 1 });
    expect(await find({ afterClusterTime: operationTime })).toBeUndefined();
    expect(await find({ afterClusterTime: ahead })).toBe(72);
    expect(await find({ afterClusterTime: new Timestamp(0n) })).toBe(72);
    expect(await find({ afterClusterTime: 1 })).toBe(14);
    expect(await find({ level: 'available', afterClusterTime: operationTime })).toBe(72);
    expect(await find({ level: 'snapshot' })).toBe(115);
    expect(await find({ atClusterTime: operationTime })).toBe(72);
    for (const level of ['local', 'available', 'majority', 'linearizable'])
      expect(await find({ level })).toBeUndefined();
    expect(await find({ level: 'some' })).toBe(2);
  });
});

it('the time of the cluster does not go back when the server starts again', async () => {
  const first = await startTestServer();
  const ahead = new Timestamp({ t: Math.floor(Date.now() / 1000) + 1_000, i: 5 });
  const { operationTime } = await hearing(first.client, ahead, { insert: 'b', documents: [{}] });
  expect(isLater(operationTime, ahead)).toBe(true);
  await first.server.stop();
  const second = await startTestServer({ dataDir: first.dataDir });
  const again = await run(second.client, { ping: 1 });
  expect(again.operationTime).toEqual(operationTime);
  await second.close();
});
