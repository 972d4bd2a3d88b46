import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ClientSession, type Document, Long } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const NS_INFO = [{ ns: 'one.items' }, { ns: 'two.items' }];

const bulk = (ops: Document[], more: Document = {}, session?: ClientSession): Promise<Document> =>
  test.client
    .db('admin')
    .command({ bulkWrite: 1, ops, nsInfo: NS_INFO, ...more }, session === undefined ? {} : { session });

const all = (database: string): Promise<Document[]> =>
  test.client
    .db(database)
    .collection('items')
    .find({}, { sort: { _id: 1 } })
    .toArray();

describe('bulkWrite', () => {
  it('writes to several collections and tells of every operation', async () => {
    const reply = await bulk(
      [
        { insert: 0, document: { _id: 1, n: 1 } },
        { insert: 1, document: { _id: 1, tags: [1, 5] } },
        { update: 0, filter: { _id: 1 }, updateMods: [{ $set: { n: '$$up' } }] },
        { update: 1, filter: { _id: 9 }, updateMods: { $set: { n: 3 } }, upsert: true },
        { update: 1, filter: { _id: 1 }, updateMods: { $set: { 'tags.$[t]': 0 } }, arrayFilters: [{ t: 5 }], multi: true },
        { delete: 1, filter: { n: 3 }, multi: true },
      ],
      { let: { up: 7 } },
    ); // prettier-ignore
    expect(reply).toMatchObject({ nErrors: 0, nInserted: 2, nMatched: 2, nModified: 2, nUpserted: 1, nDeleted: 1, ok: 1 });
    expect(reply['cursor']).toEqual({
      id: Long.ZERO.toNumber(),
      ns: 'admin.$cmd.bulkWrite',
      firstBatch: [
        { ok: 1, idx: 0, n: 1 },
        { ok: 1, idx: 1, n: 1 },
        { ok: 1, idx: 2, n: 1, nModified: 1 },
        { ok: 1, idx: 3, n: 1, nModified: 0, upserted: { _id: 9 } },
        { ok: 1, idx: 4, n: 1, nModified: 1 },
        { ok: 1, idx: 5, n: 1 },
      ],
    });
    expect(await all('one')).toEqual([{ _id: 1, n: 7 }]);
    expect(await all('two')).toEqual([{ _id: 1, tags: [1, 0] }]);
  }); // prettier-ignore

  it('stops at the first error, or goes on', async () => {
    const ops = [{ insert: 0, document: { _id: 2 } }, { insert: 0, document: { _id: 2 } }, { insert: 1, document: { _id: 2 } }]; // prettier-ignore
    const stopped = await bulk(ops);
    expect(stopped).toMatchObject({ nErrors: 1, nInserted: 1 });
    expect(stopped).toMatchObject({
      cursor: { firstBatch: [{ ok: 1 }, { ok: 0, idx: 1, code: 11000, keyValue: { _id: 2 }, n: 0 }] },
    });
    const wentOn = await bulk(ops, { ordered: false, errorsOnly: true });
    expect(wentOn).toMatchObject({ nErrors: 2, nInserted: 1 });
    expect(wentOn).toMatchObject({
      cursor: {
        firstBatch: [
          { ok: 0, idx: 0 },
          { ok: 0, idx: 1 },
        ],
      },
    });
  });

  it('gives long results in batches', async () => {
    const ops = Array.from({ length: 7 }, () => ({ insert: 0, document: { many: true } }));
    const { cursor } = (await bulk(ops, { cursor: { batchSize: 4 } })) as { cursor: Document };
    expect(cursor['firstBatch']).toHaveLength(4);
    const getMore = { getMore: Long.fromString(String(cursor['id'])), collection: '$cmd.bulkWrite' };
    const more = await test.client.db('admin').command(getMore);
    expect(more).toMatchObject({ cursor: { id: 0, nextBatch: [{ idx: 4 }, { idx: 5 }, { idx: 6 }] } });
  });

  it('is one operation for a retry, and part of a transaction', async () => {
    const session = test.client.startSession();
    const retried = { lsid: session.id, txnNumber: Long.fromNumber(90), stmtIds: [0] };
    const ops = [{ update: 0, filter: { _id: 1 }, updateMods: { $inc: { n: 1 } } }];
    const first = await bulk(ops, retried);
    expect(await bulk(ops, retried)).toMatchObject({ cursor: first['cursor'] as Document, nModified: 1 });
    expect((await all('one'))[0]).toEqual({ _id: 1, n: 8 });
    session.startTransaction();
    await bulk(ops, {}, session);
    expect((await all('one'))[0]).toEqual({ _id: 1, n: 8 });
    await session.commitTransaction();
    expect((await all('one'))[0]).toEqual({ _id: 1, n: 9 });
    session.startTransaction();
    const twice = [{ insert: 1, document: { _id: 50 } }, { insert: 1, document: { _id: 1 } }];
    expect(await bulk(twice, {}, session)).toMatchObject({ nErrors: 1, nInserted: 1 });
    expect(await codeOf(bulk(twice, {}, session))).toBe(251);
    await session.endSession();
    expect(await test.client.db('two').collection<Document & { _id: number }>('items').findOne({ _id: 50 })).toBeNull();
  }); // prettier-ignore

  it('refuses what is malformed or not allowed', async () => {
    const one = { insert: 0, document: {} };
    expect(await codeOf(bulk([{ insert: 2, document: {} }]))).toBe(2);
    expect(await codeOf(bulk([{ replace: 0 }]))).toBe(2);
    expect(await codeOf(bulk([{ ...one, sort: {} }]))).toBe(40415);
    expect(await codeOf(bulk([{ insert: '0', document: {} }]))).toBe(14);
    expect(await codeOf(bulk([{ insert: null, document: {} }]))).toBe(40414);
    expect(await codeOf(bulk([one], { ordered: 1 }))).toBe(14);
    expect(await codeOf(bulk([one], { let: 1 }))).toBe(14);
    expect(await codeOf(bulk([{ delete: 0, filter: {}, multi: 1 }]))).toBe(14);
    expect(await codeOf(bulk([{ delete: 0, filter: {}, hint: 1 }]))).toBe(9);
    expect(await codeOf(bulk([{ update: 0, filter: {}, updateMods: 1 }]))).toBe(9);
    expect(await codeOf(bulk([]))).toBe(16);
    expect(await codeOf(test.client.db('one').command({ bulkWrite: 1, ops: [one], nsInfo: NS_INFO }))).toBe(
      13,
    );
    const user = { createUser: 'ann', pwd: 'secret', roles: [{ role: 'readWrite', db: 'one' }] };
    await test.client.db('admin').command(user);
    const client = await test.connect(test.server.uri('admin', 'ann', 'secret'));
    const foreign = { insert: 1, document: {} };
    const asAnn = client.db('admin').command({ bulkWrite: 1, ops: [one, foreign], nsInfo: NS_INFO });
    expect(await codeOf(asAnn)).toBe(13);
    const allowed = { bulkWrite: 1, ops: [one], nsInfo: [{ ns: 'one.items' }] };
    expect(await client.db('admin').command(allowed)).toMatchObject({ nInserted: 1 });
  });
});
