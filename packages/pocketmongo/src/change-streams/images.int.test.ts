import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  ChangeStream,
  ChangeStreamDocument,
  ChangeStreamOptions,
  Collection,
  Document,
  Timestamp,
} from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Thing = Document & { _id: number };

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const IMAGES = { changeStreamPreAndPostImages: { enabled: true } };
const db = () => test.client.db('images');

async function watched(
  collection: Collection<Thing>,
  options: ChangeStreamOptions,
): Promise<ChangeStream<Thing>> {
  const stream = collection.watch([], { maxAwaitTimeMS: 20, ...options });
  await stream.tryNext();
  return stream;
}

async function take(stream: ChangeStream<Thing>, count: number): Promise<ChangeStreamDocument<Thing>[]> {
  const events: ChangeStreamDocument<Thing>[] = [];
  while (events.length < count) events.push(await stream.next());
  await stream.close();
  return events;
}

async function change(things: Collection<Thing>): Promise<void> {
  await things.updateOne({ _id: 1 }, { $set: { a: 2 } });
  await things.replaceOne({ _id: 1 }, { a: 3 });
  await things.deleteOne({ _id: 1 });
}

describe('images of a document', () => {
  it('before and after a change are told where the collection keeps them', async () => {
    const things = await db().createCollection<Thing>('kept', IMAGES);
    const options = { fullDocument: 'required', fullDocumentBeforeChange: 'required' } as const;
    const stream = await watched(things, options);
    await things.insertOne({ _id: 1, a: 1 });
    await change(things);
    const events = await take(stream, 4);
    expect(events).toMatchObject([
      { operationType: 'insert', fullDocument: { _id: 1, a: 1 } },
      { fullDocumentBeforeChange: { _id: 1, a: 1 }, fullDocument: { _id: 1, a: 2 } },
      { fullDocumentBeforeChange: { _id: 1, a: 2 }, fullDocument: { _id: 1, a: 3 } },
      { operationType: 'delete', fullDocumentBeforeChange: { _id: 1, a: 3 } },
    ]);
    expect(events[0]).not.toHaveProperty('fullDocumentBeforeChange');
    expect(events[3]).not.toHaveProperty('fullDocument');
  });

  it('are those of each statement of a transaction', async () => {
    const things = await db().createCollection<Thing>('transacted', IMAGES);
    await things.insertOne({ _id: 1, a: 1 });
    const stream = await watched(things, {
      fullDocument: 'whenAvailable',
      fullDocumentBeforeChange: 'whenAvailable',
    });
    await test.client.withSession((session) =>
      session.withTransaction(async () => {
        await things.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { session });
        await things.updateOne({ _id: 1 }, { $inc: { a: 1 } }, { session });
      }),
    );
    expect(await take(stream, 2)).toMatchObject([
      { fullDocumentBeforeChange: { a: 1 }, fullDocument: { a: 2 } },
      { fullDocumentBeforeChange: { a: 2 }, fullDocument: { a: 3 } },
    ]);
  });

  it('are null when available, or an error when required, of changes without them', async () => {
    const things = db().collection<Thing>('plain');
    await things.insertOne({ _id: 1, a: 1 });
    const wanted = { fullDocument: 'whenAvailable', fullDocumentBeforeChange: 'whenAvailable' } as const;
    const streams = [
      await watched(things, wanted),
      await watched(things, { fullDocument: 'required' }),
      await watched(things, { fullDocumentBeforeChange: 'required' }),
    ] as const;
    await change(things);
    const [updated, replaced, deleted] = await take(streams[0], 3);
    expect(updated).toMatchObject({ fullDocument: null, fullDocumentBeforeChange: null });
    expect(replaced).toMatchObject({ fullDocument: { a: 3 }, fullDocumentBeforeChange: null });
    expect(deleted).toMatchObject({ fullDocumentBeforeChange: null });
    expect(await codeOf(streams[1].next())).toBe(47);
    expect(await codeOf(streams[2].next())).toBe(47);
    for (const stream of streams) await stream.close();
  });

  it('are kept from when collMod says so until it says otherwise', async () => {
    const things = db().collection<Thing>('modified');
    await things.insertOne({ _id: 1, a: 1 });
    const stream = await watched(things, { fullDocumentBeforeChange: 'whenAvailable' });
    const setTo = (enabled: boolean) =>
      db().command({ collMod: 'modified', changeStreamPreAndPostImages: { enabled } });
    const increase = () => things.updateOne({ _id: 1 }, { $inc: { a: 1 } });
    const options = async () =>
      (await db().listCollections({ name: 'modified' }, { nameOnly: false }).toArray())[0]?.options;
    await increase();
    await setTo(true);
    expect(await options()).toEqual(IMAGES);
    await increase();
    await setTo(false);
    expect(await options()).toEqual({});
    await increase();
    const events = await take(stream, 3);
    expect(
      events.map((event) => 'fullDocumentBeforeChange' in event && event.fullDocumentBeforeChange),
    ).toEqual([null, { _id: 1, a: 2 }, null]);
  });

  it('expire when the cluster parameter says so, also after a restart', async () => {
    const first = await startTestServer();
    const admin = (command: Document, server = first) => server.client.db('admin').command(command);
    const expiring = (expireAfterSeconds: unknown) =>
      admin({ setClusterParameter: { changeStreamOptions: { preAndPostImages: { expireAfterSeconds } } } });
    const things = await first.client.db('a').createCollection<Thing>('b', IMAGES);
    await things.insertOne({ _id: 1, a: 1 });
    const told = await first.client.db('a').command({ ping: 1 });
    await change(things);
    const images = async (server: TestServer, fullDocumentBeforeChange = 'whenAvailable') => {
      const startAtOperationTime = told['operationTime'] as Timestamp;
      const stream = server.client.db('a').collection<Thing>('b').watch([], { startAtOperationTime, fullDocumentBeforeChange });
      const [, ...found] = await take(stream, 4);
      return found.map((event) => 'fullDocumentBeforeChange' in event && event.fullDocumentBeforeChange !== null);
    };
    expect(await admin({ getClusterParameter: '*' })).toMatchObject({
      clusterParameters: [{ _id: 'changeStreamOptions', preAndPostImages: { expireAfterSeconds: 'off' } }],
    });
    await expiring(100);
    expect(await images(first)).toEqual([true, true, true]);
    await expiring(1);
    await sleep(1_100);
    expect(await images(first)).toEqual([false, false, false]);
    expect(await codeOf(images(first, 'required'))).toBe(47);
    expect(await codeOf(expiring(0))).toBe(2);
    expect(await codeOf(admin({ setClusterParameter: { other: {} } }))).toBe(4);
    await first.client.close();
    await first.server.stop();
    const second = await startTestServer({ dataDir: first.dataDir });
    expect(await admin({ getClusterParameter: 'changeStreamOptions' }, second)).toMatchObject({
      clusterParameters: [{ preAndPostImages: { expireAfterSeconds: 1 } }],
    });
    expect(await images(second)).toEqual([false, false, false]);
    await second.close();
  }); // prettier-ignore

  it('outlive the server', async () => {
    const first = await startTestServer();
    const things = await first.client.db('a').createCollection<Thing>('b', IMAGES);
    await things.insertOne({ _id: 1, a: 1 });
    const told = await first.client.db('a').command({ ping: 1 });
    await change(things);
    await first.server.stop();
    const second = await startTestServer({ dataDir: first.dataDir });
    const stream = second.client
      .db('a')
      .collection<Thing>('b')
      .watch([{ $match: { operationType: 'delete' } }], {
        startAtOperationTime: told['operationTime'] as Timestamp,
        fullDocumentBeforeChange: 'required',
      });
    expect(await take(stream, 1)).toMatchObject([{ fullDocumentBeforeChange: { a: 3 } }]);
    await second.close();
  });

  it('are refused where nothing could keep them, and when asked for wrongly', async () => {
    const create = (option: unknown, more: Document = {}, database = 'images') =>
      codeOf(
        test.client
          .db(database)
          .command({ create: 'refused', changeStreamPreAndPostImages: option, ...more }),
      );
    expect(await create(true)).toBe(14);
    expect(await create({})).toBe(40414);
    expect(await create({ enabled: 1 })).toBe(14);
    expect(await create({ enabled: true, expireAfterSeconds: 1 })).toBe(40415);
    expect(await create({ enabled: true }, {}, 'admin')).toBe(72);
    expect(await create({ enabled: true }, { timeseries: { timeField: 't' } })).toBe(72);
    expect(await create({ enabled: false })).toBeUndefined();
  });
});
