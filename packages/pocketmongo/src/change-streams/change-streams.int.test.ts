import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChangeStream, type ChangeStreamDocument, type Document, type Long, Timestamp } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer({ oplogBytes: 200_000 });
});
afterAll(() => test.close());

const SOON = { maxAwaitTimeMS: 20 };

const collectionOf = (name: string) => test.client.db('streams').collection(name);

/** The stream, open before it is given back. */
async function opened(stream: ChangeStream): Promise<ChangeStream> {
  await stream.tryNext();
  return stream;
}

async function take(stream: ChangeStream, count: number): Promise<ChangeStreamDocument[]> {
  const events: ChangeStreamDocument[] = [];
  while (events.length < count) events.push(await stream.next());
  return events;
}

describe('change streams', () => {
  it('tell of inserts, updates, replacements and deletions of a collection', async () => {
    const things = collectionOf('things');
    await things.insertOne({ _id: 0 as never });
    const stream = await opened(things.watch([], SOON));
    await things.insertOne({ _id: 1 as never, a: 1, list: [1, 2, 3], inner: { x: 1, y: 2 } });
    await collectionOf('other').insertOne({ _id: 1 as never });
    await things.updateOne(
      { _id: 1 as never },
      { $set: { 'inner.x': 5, b: 2 }, $unset: { a: 1 }, $pop: { list: 1 } },
    );
    await things.replaceOne({ _id: 1 as never }, { c: 3 });
    await things.deleteOne({ _id: 1 as never });
    const events = await take(stream, 4);
    const ns = { db: 'streams', coll: 'things' };
    expect(events).toMatchObject([
      { operationType: 'insert', ns, documentKey: { _id: 1 }, fullDocument: { a: 1, inner: { x: 1, y: 2 } } },
      {
        operationType: 'update',
        documentKey: { _id: 1 },
        updateDescription: {
          updatedFields: { 'inner.x': 5, b: 2, list: [1, 2] },
          removedFields: ['a'],
          truncatedArrays: [],
        },
      },
      { operationType: 'replace', fullDocument: { _id: 1, c: 3 } },
      { operationType: 'delete', documentKey: { _id: 1 } },
    ]);
    await stream.close();
  });

  it('go on behind a token, and from a time', async () => {
    const things = collectionOf('resumed');
    const stream = await opened(things.watch([], SOON));
    await things.insertMany([1, 2, 3].map((n) => ({ _id: n as never })));
    const [first, second] = await take(stream, 2);
    await stream.close();
    const behind = things.watch([], { resumeAfter: first?._id });
    expect(await take(behind, 2)).toMatchObject([{ documentKey: { _id: 2 } }, { documentKey: { _id: 3 } }]);
    await behind.close();
    const at = second !== undefined && 'clusterTime' in second ? second.clusterTime : undefined;
    const from = things.watch([], at === undefined ? {} : { startAtOperationTime: at });
    expect(await take(from, 2)).toMatchObject([{ documentKey: { _id: 2 } }, { documentKey: { _id: 3 } }]);
    await from.close();
  });

  it('show a transaction whole, in one time, once it commits', async () => {
    const things = collectionOf('transacted');
    await things.insertOne({ _id: 0 as never });
    const stream = await opened(
      test.client.db('streams').watch([{ $match: { 'ns.coll': 'transacted' } }], SOON),
    );
    await test.client.withSession((session) =>
      session.withTransaction(async () => {
        await things.insertOne({ _id: 1 as never }, { session });
        await things.updateOne({ _id: 0 as never }, { $set: { a: 1 } }, { session });
      }),
    );
    const [one, two] = (await take(stream, 2)) as Document[];
    expect([one, two]).toMatchObject([{ operationType: 'insert' }, { operationType: 'update' }]);
    expect(one?.clusterTime).toEqual(two?.clusterTime);
    expect(one?.txnNumber).toBeDefined();
    const rest = things.watch([], { resumeAfter: one?._id });
    expect(await rest.next()).toMatchObject({ operationType: 'update' });
    await rest.close();
    await stream.close();
  });

  it('look documents up, and end with their collection', async () => {
    const things = collectionOf('ending');
    await things.insertOne({ _id: 1 as never });
    const stream = await opened(things.watch([], { ...SOON, fullDocument: 'updateLookup' }));
    await things.updateOne({ _id: 1 as never }, { $set: { a: 1 } });
    expect(await stream.next()).toMatchObject({ fullDocument: { _id: 1, a: 1 } });
    await things.drop();
    expect(await take(stream, 2)).toMatchObject([{ operationType: 'drop' }, { operationType: 'invalidate' }]);
    await stream.close();
  });

  it('tell the parts of paths that could be read in two ways', async () => {
    const paths = collectionOf('paths');
    await paths.insertOne({ _id: 1 as never, map: { 1: 1 }, list: [{ 2: 2 }], 'a.b': 1, plain: [1, 2] });
    const stream = await opened(paths.watch([], { showExpandedEvents: true }));
    await paths.updateOne({}, [{ $set: { map: { 1: 2 }, list: [{ 2: 3 }], plain: [1, 3] } }]);
    const [event] = await take(stream, 1);
    expect(event).toMatchObject({
      updateDescription: {
        updatedFields: { 'map.1': 2, 'list.0.2': 3, 'plain.1': 3 },
        disambiguatedPaths: { 'map.1': ['map', '1'], 'list.0.2': ['list', 0, '2'] },
      },
    });
    await stream.close();
  });

  it('tell of views where more events are asked for', async () => {
    const db = test.client.db('viewed');
    const [stream, plain] = [db.watch([], { showExpandedEvents: true }), db.watch()];
    await Promise.all([opened(stream), opened(plain)]);
    await db.createCollection('view', { viewOn: 'things', pipeline: [] });
    await db.command({ collMod: 'view', viewOn: 'others', pipeline: [] });
    await db.collection('view').drop();
    await db.collection('things').insertOne({});
    const events = await take(stream, 5);
    expect(events.map(({ operationType }) => operationType)).toEqual([
      'create',
      'modify',
      'drop',
      'create',
      'insert',
    ]);
    expect(events[0]).toMatchObject({
      ns: { db: 'viewed', coll: 'view' },
      operationDescription: { viewOn: 'things', pipeline: [] },
    });
    expect(await plain.next()).toMatchObject({ operationType: 'insert' });
    await Promise.all([stream.close(), plain.close()]);
  });

  it('refuse what they cannot do', async () => {
    const things = collectionOf('refused');
    const run = (pipeline: Document[]) =>
      codeOf(test.client.db('streams').command({ aggregate: 'refused', pipeline, cursor: {} }));
    expect(await run([{ $changeStream: {} }, { $group: { _id: 1 } }])).toBe(20);
    expect(await run([{ $changeStream: {} }, { $nonsense: {} }])).toBe(40_324);
    expect(await run([{ $changeStream: { fullDocument: 'some' } }])).toBe(2);
    const stream = await opened(things.watch([{ $project: { _id: 0 } }], SOON));
    await things.insertOne({ a: 1 });
    expect(await codeOf(stream.next())).toBe(280);
    await stream.close();
  });

  it('refuse options of wrong types and tokens that are none', async () => {
    const stream = (options: unknown) =>
      codeOf(collectionOf('refused').aggregate([{ $changeStream: options as Document }]).next());
    const token = { _data: '00'.repeat(13) };
    expect(await stream(5)).toBe(6_188_500);
    expect(await stream({ showExpandedEvents: 1 })).toBe(14);
    expect(await stream({ resumeAfter: {} })).toBe(40_647);
    expect(await stream({ resumeAfter: { _data: '' } })).toBe(40_649);
    expect(await stream({ resumeAfter: { _data: 'zz' } })).toBe(9);
    expect(await stream({ resumeAfter: { _data: '00' } })).toBe(260);
    expect(await stream({ resumeAfter: token, startAfter: token })).toBe(50_865);
    expect(await stream({ startAfter: token, startAtOperationTime: new Timestamp({ t: 1, i: 1 }) })).toBe(40_674);
    expect(await stream({ resumeAfter: 5, startAfter: null, fullDocument: null })).toBe(14);
  }); // prettier-ignore

  it('say so when what they should go on from is gone', async () => {
    const things = collectionOf('lost');
    const stream = await opened(things.watch([], SOON));
    await things.insertOne({ _id: 0 as never });
    const { _id } = await stream.next();
    await stream.close();
    for (let n = 0; n < 40; n += 1) await things.insertOne({ text: 'x'.repeat(10_000) });
    expect(await codeOf(things.watch([], { resumeAfter: _id }).next())).toBe(286);
  });

  it('a stream that waits does not keep the server from stopping', async () => {
    const other = await startTestServer();
    const db = other.client.db('a');
    const open = await db.command({ aggregate: 'b', pipeline: [{ $changeStream: {} }], cursor: {} });
    const { id } = (open as { cursor: { id: Long } }).cursor;
    const waiting = db.command({ getMore: id, collection: 'b', maxTimeMS: 60_000 }).catch(() => undefined);
    await db.command({ ping: 1 });
    await other.server.stop();
    await other.close();
    await waiting;
  });
});
