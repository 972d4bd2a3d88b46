import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientSession, type Document, Long, type MongoClient } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
  await test.client
    .db('cursors')
    .collection('things')
    .insertMany(Array.from({ length: 20 }, (_, n) => ({ n })));
});
afterAll(() => test.close());

type Opened = { cursor: { id: Long; firstBatch: Document[] } };

const run = (client: MongoClient, command: Document, session?: ClientSession): Promise<Document> =>
  client.db('cursors').command(command, session === undefined ? {} : { session });
const open = async (session?: ClientSession, more: Document = {}): Promise<Long> =>
  ((await run(test.client, { find: 'things', batchSize: 2, ...more }, session)) as Opened).cursor.id;
const getMore = (id: Long, session?: ClientSession, more: Document = {}) =>
  codeOf(run(test.client, { getMore: id, collection: 'things', batchSize: 2, ...more }, session));
const withSession = (body: (session: ClientSession) => Promise<void>): Promise<void> =>
  test.client.withSession({ causalConsistency: false }, body);

describe('a cursor', () => {
  it('is read by its session and its transaction alone', async () => {
    await withSession(async (one) => {
      const id = await open(one);
      await withSession(async (two) => expect(await getMore(id, two)).toBe(50738));
      expect(await getMore(id, one)).toBeUndefined();
      one.startTransaction();
      expect(await getMore(id, one)).toBe(263);
      await one.abortTransaction();
      one.startTransaction();
      await open(one);
      expect(await getMore(id, one)).toBe(50739);
      await one.abortTransaction();
      one.startTransaction();
      const inside = await open(one);
      expect(await getMore(inside, one)).toBeUndefined();
      await one.commitTransaction();
      expect(await getMore(inside, one)).toBe(50740);
    });
  });

  it('keeps the limit of time that it was opened with', async () => {
    await withSession(async (session) => {
      const id = await open(session);
      expect(await getMore(id, session, { maxTimeMS: 100 })).toBe(2);
      expect(await getMore(id, session)).toBeUndefined();
      const slow = { filter: { n: { $gte: 0 } }, maxTimeMS: 10_000, noCursorTimeout: true };
      const limited = await open(session, slow);
      expect(await getMore(limited, session)).toBeUndefined();
    });
  });

  it('is named by killCursors when it is there, and when it is not', async () => {
    await withSession(async (session) => {
      const id = await open(session);
      const none = Long.fromNumber(4711);
      expect(await run(test.client, { killCursors: 'things', cursors: [id, none] }, session)).toMatchObject({
        cursorsKilled: [id],
        cursorsNotFound: [4711],
        cursorsAlive: [],
        cursorsUnknown: [],
        ok: 1,
      });
      expect(await getMore(id, session)).toBe(43);
    });
  });

  it('goes with its session, as its transaction does', async () => {
    for (const [ending, names] of [
      ['endSessions', true],
      ['killSessions', true],
      ['killSessions', false],
    ] as const) {
      await withSession(async (session) => {
        const id = await open(session);
        await run(test.client, { [ending]: names ? [session.id] : [] });
        expect(await getMore(id, session)).toBe(43);
        session.startTransaction();
        await test.client.db('cursors').collection('other').insertOne({}, { session });
        await run(test.client, { [ending]: [session.id] });
        expect(await codeOf(session.commitTransaction())).toBe(251);
      });
    }
    expect(await test.client.db('cursors').collection('other').countDocuments()).toBe(0);
  });
});

describe('sessions', () => {
  it('are started, refreshed and ended by commands', async () => {
    const started = (await run(test.client, { startSession: 1 })) as { id: Document; timeoutMinutes: number };
    expect(started.timeoutMinutes).toBe(30);
    const hello = (await run(test.client, { hello: 1 })) as { logicalSessionTimeoutMinutes: number };
    expect(hello.logicalSessionTimeoutMinutes).toBe(30);
    expect(await run(test.client, { refreshSessions: [started.id] })).toMatchObject({ ok: 1 });
    expect(await run(test.client, { endSessions: [started.id] })).toMatchObject({ ok: 1 });
    expect(await codeOf(run(test.client, { refreshSessions: [{ id: 1 }] }))).toBe(14);
    expect(await codeOf(run(test.client, { refreshSessions: [{}] }))).toBe(40414);
    expect(await codeOf(run(test.client, { endSessions: 1 }))).toBe(14);
  });
});

describe('a cursor and its collection', () => {
  it('end together', async () => {
    const dropped = test.client.db('cursors').collection('dropped');
    await dropped.insertMany([{}, {}, {}]);
    const first = (await run(test.client, { find: 'dropped', batchSize: 1 })) as Opened;
    await dropped.drop();
    await dropped.insertMany([{}, {}, {}]);
    const more = { getMore: first.cursor.id, collection: 'dropped' };
    expect(await codeOf(run(test.client, more))).toBe(175);
    expect(await codeOf(run(test.client, more))).toBe(43);
  });

  it('lists come in batches, too', async () => {
    await run(test.client, { createIndexes: 'things', indexes: [{ key: { n: 1 }, name: 'n' }] });
    const listed = (await run(test.client, { listIndexes: 'things', cursor: { batchSize: 1 } })) as Opened;
    expect(listed.cursor.firstBatch).toMatchObject([{ name: '_id_' }]);
    const rest = await run(test.client, { getMore: listed.cursor.id, collection: 'things' });
    expect(rest).toMatchObject({ cursor: { nextBatch: [{ name: 'n' }] } });
    expect(await codeOf(run(test.client, { listIndexes: 'things', cursor: { batchSize: 'x' } }))).toBe(14);
    expect(await codeOf(run(test.client, { listIndexes: 'things', cursor: { size: 1 } }))).toBe(40415);
  });

  it('numbers of documents may have a fraction, identifiers may not be others than int64', async () => {
    const half = (await run(test.client, { find: 'things', batchSize: 1.5 })) as Opened;
    expect(half.cursor.firstBatch).toHaveLength(1);
    expect(await codeOf(run(test.client, { getMore: 5, collection: 'things' }))).toBe(14);
    expect(await codeOf(run(test.client, { getMore: half.cursor.id, collection: 5 }))).toBe(14);
    expect(await codeOf(run(test.client, { killCursors: 5, cursors: [] }))).toBe(73);
    expect(await codeOf(run(test.client, { killCursors: 'things', cursors: [half.cursor.id, 5] }))).toBe(14);
    expect(await codeOf(run(test.client, { killCursors: 'things', cursors: [half.cursor.id] }))).toBe(
      undefined,
    );
  });
});

describe('write concerns', () => {
  it('are met by one node, or named in the reply of a write that stands', async () => {
    const insert = (writeConcern: Document) =>
      run(test.client, { insert: 'concerns', documents: [{}], writeConcern });
    for (const met of [{ w: 1 }, { w: 'majority', wtimeout: 100 }, { w: 1, j: true }, { j: false }])
      expect(await insert(met)).not.toHaveProperty('writeConcernError');
    expect(await codeOf(insert({ w: 2 }))).toBe(100);
    expect(await codeOf(insert({ w: 'mine' }))).toBe(79);
    expect(await codeOf(insert({ w: 51 }))).toBe(9);
    expect(await codeOf(insert({ w: 1, other: 1 }))).toBe(40415);
    const silent = test.client.db('cursors').collection('concerns', { writeConcern: { w: 0 } });
    expect(await silent.insertOne({ silent: 1 })).toMatchObject({ acknowledged: false });
    const all = test.client.db('cursors').collection('concerns');
    while ((await all.countDocuments({ silent: 1 })) === 0);
    expect(await all.countDocuments()).toBe(7);
  });
});
