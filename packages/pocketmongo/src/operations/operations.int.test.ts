import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Item = Document & { _id: number };

let test: TestServer;
let db: Db;

const admin = (command: Document): Promise<Document> => test.client.db('admin').command(command);

beforeAll(async () => {
  test = await startTestServer({ readers: 1 });
  db = test.client.db('test');
  await db.collection<Item>('items').insertMany(Array.from({ length: 300 }, (_, _id) => ({ _id, n: _id % 7 })));
}); // prettier-ignore
afterAll(() => test.close());

/** Waits until an operation runs that the filter selects. */
async function running(filter: Document): Promise<Document> {
  for (;;) {
    const { inprog } = (await admin({ currentOp: 1, ...filter })) as { inprog: Document[] };
    const [found] = inprog;
    if (found !== undefined) return found;
    await sleep(20);
  }
}

describe('currentOp and killOp', () => {
  it('show a query and stop it, wherever it runs', async () => {
    const all = { $lookup: { from: 'items', pipeline: [], as: 'all' } };
    const pipeline = [all, { $unwind: '$all' }, all, { $unwind: '$all' }, all, { $count: 'n' }];
    const counting = codeOf(db.collection('items').aggregate(pipeline).toArray());
    const found = await running({ ns: 'test.items', microsecs_running: { $gt: 300_000 } });
    expect(found).toMatchObject({ op: 'command', active: true, command: { aggregate: 'items' } });
    expect(found['client']).toMatch(/^127\.0\.0\.1:\d+$/);
    await admin({ killOp: 1, op: found['opid'] as number });
    expect(await counting).toBe(11601);
  });

  it('stop a write that waits for a transaction', async () => {
    const items = db.collection<Item>('items');
    const session = test.client.startSession();
    session.startTransaction();
    await items.updateOne({ _id: 1 }, { $set: { a: 1 } }, { session });
    const waiting = codeOf(items.updateOne({ _id: 1 }, { $set: { a: 2 } }));
    const found = await running({ waitingForLock: true });
    expect(found).toMatchObject({ op: 'update', ns: 'test.items' });
    await admin({ killOp: 1, op: found['opid'] as number });
    expect(await waiting).toBe(11601);
    await session.commitTransaction();
    await session.endSession();
    expect(await items.findOne({ _id: 1 })).toMatchObject({ a: 1 });
  });

  it('are a stage too, and show others only to those who may see them', async () => {
    const seen = await test.client.db('admin').aggregate([{ $currentOp: { allUsers: true } }]).toArray();
    expect(seen).toMatchObject([{ command: { aggregate: 1 }, ns: 'admin.$cmd' }]);
    const refusal = (options: unknown): Promise<unknown> =>
      codeOf(test.client.db('admin').aggregate([{ $currentOp: options as Document }]).toArray());
    expect(await refusal(5)).toBe(14);
    expect(await refusal({ idleCursors: 1 })).toBe(14);
    expect(await refusal({ bogus: true })).toBe(40415);
    expect(await refusal({ targetAllNodes: true })).toBe(9);
    await db.command({ createUser: 'ann', pwd: 'secret', roles: ['readWrite'] });
    const client = await test.connect(test.server.uri('test', 'ann', 'secret'));
    const ann = client.db('admin');
    expect(await codeOf(ann.command({ currentOp: 1 }))).toBe(13);
    expect(await codeOf(ann.command({ killOp: 1, op: 1 }))).toBe(13);
    expect(await ann.command({ currentOp: 1, $ownOps: true })).toMatchObject({ inprog: [{ op: 'command' }] });
    await client.close();
    expect(await codeOf(db.aggregate([{ $currentOp: {} }]).toArray())).toBe(73);
  }); // prettier-ignore
});

describe('profile', () => {
  it('keeps commands in a capped collection', async () => {
    expect(await db.command({ profile: 2 })).toMatchObject({ was: 0, slowms: 100, sampleRate: 1 });
    await db.collection<Item>('items').find({ _id: { $lt: 3 } }).toArray();
    expect(await codeOf(db.collection<Item>('items').insertOne({ _id: 1 }))).toBe(11000);
    expect(await codeOf(db.collection('items').find({ $wrong: 1 }).toArray())).toBe(2);
    expect(await codeOf(db.command({ drop: 'system.profile' }))).toBe(20);
    expect(await db.command({ profile: 0 })).toMatchObject({ was: 2 });
    const kept = await db.collection('system.profile').find({ ns: 'test.items' }).toArray();
    expect(kept).toMatchObject([
      {
        op: 'query', command: { filter: { _id: { $lt: 3 } } }, nreturned: 3, cursorExhausted: true,
        planSummary: 'IXSCAN { _id: 1 }', keysExamined: 3, docsExamined: 3,
        execStats: { stage: 'FETCH', inputStage: { stage: 'IXSCAN', indexName: '_id_' } },
      },
      { op: 'insert' },
      { op: 'query', errCode: 2 },
    ]);
    const [listed] = await db.listCollections({ name: 'system.profile' }).toArray();
    expect(listed).toMatchObject({ options: { capped: true } });
    expect(await db.dropCollection('system.profile')).toBe(true);
  }); // prettier-ignore

  it('keeps what is slow, or what a filter selects', async () => {
    await db.command({ profile: 1, slowms: 100_000 });
    await db.collection('items').countDocuments();
    await db.command({ profile: 1, filter: { op: 'remove' } });
    await db.collection<Item>('items').deleteOne({ _id: -1 });
    await db.command({ profile: 1, filter: 'unset', slowms: 0, sampleRate: 0 });
    await db.collection<Item>('items').deleteOne({ _id: -1 });
    const off = await db.command({ profile: 0, filter: 'unset', sampleRate: 1, slowms: 100 });
    expect(off).toMatchObject({ was: 1, slowms: 0, sampleRate: 0 });
    expect(await db.collection('system.profile').find().toArray()).toMatchObject([{ op: 'remove' }]);
    expect(await codeOf(db.command({ profile: 7 }))).toBe(2);
    expect(await codeOf(db.collection('system.profile').insertOne({}))).toBe(13);
  });
});

it('profile tells plans of aggregations, writes, counts and further batches', async () => {
  await db.dropCollection('system.profile');
  await db.command({ profile: 2 });
  const items = db.collection<Item>('items');
  await items.find({}, { batchSize: 200 }).toArray();
  await items.aggregate([{ $match: { _id: 5 } }, { $group: { _id: null } }]).toArray();
  await items.updateOne({ _id: 1 }, { $set: { n: 5 } });
  await items.countDocuments({ n: { $gt: 1 } });
  await db.command({ profile: 0 });
  const kept = await db.collection('system.profile').find({ ns: 'test.items', keysExamined: { $exists: true } }).toArray();
  expect(kept).toMatchObject([
    { op: 'query', planSummary: 'COLLSCAN', docsExamined: 201, nreturned: 200 },
    { op: 'getmore', planSummary: 'COLLSCAN', docsExamined: 99, nreturned: 100, cursorExhausted: true },
    { op: 'command', planSummary: 'IXSCAN { _id: 1 }', keysExamined: 1, nreturned: 1 },
    { op: 'update', planSummary: 'IXSCAN { _id: 1 }', docsExamined: 1, nMatched: 1, nModified: 1 },
    { op: 'command', planSummary: 'COLLSCAN', docsExamined: 300 },
  ]);
  await db.dropCollection('system.profile');
}); // prettier-ignore

it('top counts by collection from the first time that it is asked', async () => {
  await admin({ top: 1 });
  await db.collection('topped').insertMany([{ a: 1 }, { a: 2 }]);
  await db.collection('topped').find().toArray();
  const totals = (await admin({ top: 1 }))['totals'] as Document;
  expect(totals['test.topped']).toMatchObject({
    total: { count: 2 }, readLock: { count: 1 }, writeLock: { count: 1 },
    queries: { count: 1 }, insert: { count: 1 }, commands: { count: 0, time: 0 },
  });
  expect(totals['test.items']).toMatchObject({ total: { count: 0 } });
}); // prettier-ignore

it('$indexStats counts the plans that use an index', async () => {
  const used = db.collection('used');
  await db.command({ createIndexes: 'used', indexes: [{ key: { a: 1 }, name: 'a_1' }] });
  await used.insertMany([{ a: 1 }, { a: 2 }]);
  await used.findOne({ a: 1 });
  await used.updateOne({ a: 2 }, { $set: { b: 1 } });
  await used.find({ a: 1 }).explain();
  await used.find({ b: 1 }).toArray();
  const stages = [{ $collStats: { queryExecStats: {}, latencyStats: {} } }];
  expect(await used.aggregate(stages).toArray()).toMatchObject([
    {
      queryExecStats: { collectionScans: { total: 1 } },
      latencyStats: { reads: { ops: expect.any(Number) as unknown } },
    },
  ]);
  const stats = await used.aggregate([{ $indexStats: {} }]).toArray();
  expect(stats).toMatchObject([
    { name: '_id_', accesses: { ops: 0 } },
    { name: 'a_1', accesses: { ops: 2, since: expect.any(Date) as unknown } },
  ]);
});

describe('what shells and tools ask', () => {
  it('is answered', async () => {
    expect(await admin({ replSetGetStatus: 1 })).toMatchObject({ myState: 1, members: [{ stateStr: 'PRIMARY' }] }); // prettier-ignore
    expect(await admin({ replSetGetConfig: 1 })).toMatchObject({ config: { members: [{ _id: 0 }] } });
    expect(await admin({ serverStatus: 1 })).toMatchObject({
      repl: { isWritablePrimary: true },
      connections: { active: 1 },
    });
    expect(await admin({ getDefaultRWConcern: 1 })).toMatchObject({ defaultReadConcern: { level: 'local' } });
    expect(await admin({ connPoolStats: 1 })).toMatchObject({ totalInUse: 0 });
    expect(await db.command({ dbStats: 1 })).toMatchObject({ views: 0, fsTotalSize: expect.any(Number) });
    expect(await db.command({ rolesInfo: 'readWrite' })).toMatchObject({ roles: [{ isBuiltin: true }] });
    expect(await admin({ listCommands: 1 })).toMatchObject({
      commands: { find: { requiresAuth: true, apiVersions: ['1'] }, ping: { requiresAuth: false } },
    });
    expect(await db.command({ planCacheListFilters: 'items' })).toMatchObject({ filters: [] });
    expect(await db.command({ planCacheClearFilters: 'none' })).toMatchObject({ ok: 1 });
    expect(await db.command({ planCacheClear: 'items' })).toMatchObject({ ok: 1 });
    expect(await admin({ fsync: 1 })).toMatchObject({ numFiles: 1 });
    expect(await codeOf(admin({ fsync: 1, lock: true }))).toBe(115);
    expect(await admin({ setFeatureCompatibilityVersion: '7.0', confirm: true })).toMatchObject({ ok: 1 });
    expect(await codeOf(admin({ setFeatureCompatibilityVersion: '6.0', confirm: true }))).toBe(115);
    expect(await admin({ killAllSessionsByPattern: [{ users: [{ user: 'a', db: 'b' }] }] })).toMatchObject({
      ok: 1,
    });
    expect(await db.command({ validate: 'items' })).toMatchObject({
      valid: true,
      nrecords: 300,
      nIndexes: 1,
      keysPerIndex: { _id_: 300 },
      indexDetails: { _id_: { valid: true } },
    });
    const figures = db.collection('items').aggregate([{ $collStats: { count: {}, storageStats: {} } }]);
    expect(await figures.toArray()).toMatchObject([{ ns: 'test.items', count: 300, storageStats: { nindexes: 1 } }]); // prettier-ignore
  });

  it('or refused by its name', async () => {
    for (const name of ['mapReduce', 'applyOps', 'fsyncUnlock', 'replSetReconfig', 'reIndex'])
      await expect(admin({ [name]: 1 })).rejects.toThrow(name);
  });
});

it('leaves nothing behind of an aggregation that was cut off', async () => {
  await db.createCollection('tmp.agg_out.0d5f3a52-0000-4000-8000-000000000000');
  await test.client.close();
  await test.server.stop();
  test = await startTestServer({ dataDir: test.dataDir });
  const names = (await test.client.db('test').listCollections().toArray()).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith('tmp.'))).toEqual([]);
});
