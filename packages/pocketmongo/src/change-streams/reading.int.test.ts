import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document, Long, ResumeToken, Timestamp } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';
import { events, opened } from '../../test/streams.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const db = () => test.client.db('reading');

describe('a change stream', () => {
  it('goes on behind a token and from a time after the server has started again', async () => {
    const first = await startTestServer();
    const things = first.client.db('a').collection('b');
    const stream = await opened(things);
    const { operationTime } = await first.client.db('a').command({ ping: 1 });
    await things.insertMany([{ _id: 1 as never }, { _id: 2 as never }]);
    const [event] = await events(stream, 1);
    await first.server.stop();
    const second = await startTestServer({ dataDir: first.dataDir });
    await second.client
      .db('a')
      .collection('b')
      .insertOne({ _id: 3 as never });
    const token: ResumeToken = event?.['_id'];
    for (const [options, seen] of [
      [{ resumeAfter: token }, [2, 3]],
      [{ startAfter: token }, [2, 3]],
      [{ startAtOperationTime: operationTime as Timestamp }, [1, 2, 3]],
    ] as const) {
      const behind = second.client.db('a').collection('b').watch([], options);
      const found = await events(behind, seen.length);
      expect(found.map(({ documentKey }) => (documentKey as { _id: number })._id)).toEqual(seen);
    }
    await second.close();
  });

  it('is not alone: each reads at its own pace, through its own stages', async () => {
    const things = db().collection('shared');
    const all = await opened(things);
    const large = await opened(things, {}, [
      { $match: { 'fullDocument.n': { $gte: 3 } } },
      { $project: { 'fullDocument.n': 1 } },
      { $addFields: { seen: '$fullDocument.n' } },
    ]);
    for (const n of [1, 2, 3, 4]) await things.insertOne({ n });
    const selected = await events(large, 2);
    expect(selected.map((event) => event['seen'] as number)).toEqual([3, 4]);
    expect(selected[0]).not.toHaveProperty('operationType');
    expect((await events(all, 4)).map((event) => (event['fullDocument'] as Document)['n'] as number)).toEqual(
      [1, 2, 3, 4],
    );
  });

  it('that is killed while somebody waits for it ends the waiting, and nothing of it stays', async () => {
    const admin = test.client.db('admin');
    const openCursors = async (): Promise<unknown> =>
      ((await admin.command({ serverStatus: 1 })) as { metrics: { cursor: { open: { total: number } } } })
        .metrics.cursor.open.total;
    const before = await openCursors();
    await test.client.withSession({ causalConsistency: false }, async (session) => {
      const open = (await db().command(
        { aggregate: 'killed', pipeline: [{ $changeStream: {} }], cursor: {} },
        { session },
      )) as { cursor: { id: Long } };
      const { id } = open.cursor;
      const waiting = codeOf(
        db().command({ getMore: id, collection: 'killed', maxTimeMS: 60_000 }, { session }),
      );
      const other = await test.connect(test.server.uri('reading'));
      await other.db('reading').command({ ping: 1 });
      const reply = await other.db('reading').command({ killCursors: 'killed', cursors: [id] });
      expect(reply).toMatchObject({ cursorsKilled: [id], cursorsNotFound: [], cursorsAlive: [] });
      expect(await waiting).toBe(237);
      expect(await codeOf(db().command({ getMore: id, collection: 'killed' }, { session }))).toBe(43);
    });
    expect(await openCursors()).toBe(before);
  });

  it('is refused with the name of what is wrong', async () => {
    const refused = async (stage: Document, more: Document[] = [], options: Document = {}) =>
      db()
        .command({
          aggregate: 'refused',
          pipeline: [{ $changeStream: stage }, ...more],
          cursor: {},
          ...options,
        })
        .then(
          () => 'nothing',
          (error: unknown) => (error as Error).message,
        );
    expect(await refused({ fullDocument: 1 })).toContain('$changeStream.fullDocument');
    expect(await refused({ fullDocument: 'some' })).toContain('$changeStream.fullDocument');
    expect(await refused({ fullDocumentBeforeChange: 'no' })).toContain(
      '$changeStream.fullDocumentBeforeChange',
    );
    expect(await refused({ resumeAfter: 'x' })).toContain('$changeStream.resumeAfter');
    expect(await refused({ startAfter: 1 })).toContain('$changeStream.startAfter');
    expect(await refused({ resumeAfter: {} })).toContain('resume token');
    expect(await refused({ startAtOperationTime: 1 })).toContain('$changeStream.startAtOperationTime');
    expect(await refused({ showRawUpdateDescription: true })).toContain('showRawUpdateDescription');
    expect(await refused({ showSystemEvents: true })).toContain('showSystemEvents');
    expect(await refused({ other: 1 })).toContain('$changeStream.other');
    expect(await refused({}, [{ $group: { _id: 1 } }])).toContain('$group');
    expect(await refused({}, [{ $changeStreamSplitLargeEvent: { a: 1 } }])).toContain(
      '$changeStreamSplitLargeEvent',
    );
    expect(await refused({}, [], { readConcern: { level: 'local' } })).toContain("'majority'");
    expect(await refused({}, [], { readConcern: { level: 'majority' } })).toBe('nothing');
    const second = db().command({
      aggregate: 'a',
      pipeline: [{ $limit: 1 }, { $changeStream: {} }],
      cursor: {},
    });
    expect(await codeOf(second)).toBe(40602);
  });
});
