import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';
import { events, opened } from '../../test/streams.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.close());

const kinds = (found: Document[]): unknown[] => found.map((event) => event['operationType'] as unknown);
const expanded = { showExpandedEvents: true };

describe('a change stream', () => {
  it('of a collection ends when it is renamed, and goes on behind the end only with startAfter', async () => {
    const db = test.client.db('renamed');
    const stream = await opened(db.collection('a'));
    await db.collection('a').insertOne({ n: 1 });
    await db.collection('a').rename('b');
    await db.collection('a').insertOne({ n: 2 });
    const found = await events(stream, 3);
    expect(found).toMatchObject([
      { operationType: 'insert' },
      { operationType: 'rename', ns: { db: 'renamed', coll: 'a' }, to: { db: 'renamed', coll: 'b' } },
      { operationType: 'invalidate' },
    ]);
    expect(found[2]).not.toHaveProperty('ns');
    const end: unknown = found[2]?.['_id'];
    expect(await codeOf(db.collection('a').watch([], { resumeAfter: end }).next())).toBe(260);
    const behind = db.collection('a').watch([], { startAfter: end });
    expect(await events(behind, 1)).toMatchObject([{ fullDocument: { n: 2 } }]);
  });

  it('of the target of a renaming ends too', async () => {
    const db = test.client.db('targets');
    await db.collection('from').insertOne({});
    await db.collection('to').insertOne({});
    const stream = await opened(db.collection('to'), expanded);
    await db.collection('from').rename('to', { dropTarget: true });
    const [renamed, end] = await events(stream, 2);
    expect(renamed).toMatchObject({
      operationType: 'rename',
      operationDescription: { to: { db: 'targets', coll: 'to' }, dropTarget: expect.anything() },
    });
    expect(end).toMatchObject({ operationType: 'invalidate' });
  });

  it('of a database tells of its collections, and ends with it', async () => {
    const db = test.client.db('whole');
    const stream = await opened(db);
    await db.collection('a').insertOne({});
    await test.client.db('other').collection('a').insertOne({});
    await db.collection('a').drop();
    await db.collection('b').insertOne({});
    await db.dropDatabase();
    const found = await events(stream, 6);
    expect(kinds(found)).toEqual(['insert', 'drop', 'insert', 'drop', 'dropDatabase', 'invalidate']);
    expect(found[4]).toMatchObject({ ns: { db: 'whole' } });
  });

  it('of everything goes on when a database is dropped, and tells nothing of the server itself', async () => {
    const stream = await opened(test.client);
    await test.client.db('one').collection('a').insertOne({});
    await test.client.db('admin').collection('a').insertOne({});
    await test.client.db('one').command({ createUser: 'ann', pwd: 'secret', roles: [] });
    await test.client.db('one').dropDatabase();
    await test.client.db('two').collection('a').insertOne({});
    expect(kinds(await events(stream, 4))).toEqual(['insert', 'drop', 'dropDatabase', 'insert']);
    const elsewhere = {
      aggregate: 1,
      pipeline: [{ $changeStream: { allChangesForCluster: true } }],
      cursor: {},
    };
    expect(await codeOf(test.client.db('one').command(elsewhere))).toBe(72);
    expect(await codeOf(test.client.db('config').collection('a').watch().next())).toBe(73);
  });

  it('tells of definitions when it is asked to', async () => {
    const db = test.client.db('defined');
    const [stream, plain] = [await opened(db, expanded), await opened(db)];
    await db.createCollection('a', { validator: { n: 1 } });
    await db.collection('a').createIndex({ n: 1 }, {}, {});
    await db.command({ collMod: 'a', validator: { n: 2 } });
    await db.command({ collMod: 'a', index: { name: 'n_1', hidden: true } });
    await db.command({ collMod: 'a' });
    await db.collection('a').dropIndex('n_1');
    await db.collection('a').insertOne({ n: 2 });
    const found = await events(stream, 7);
    expect(found).toMatchObject([
      { operationType: 'create', operationDescription: { idIndex: { name: '_id_' }, validator: { n: 1 } } },
      { operationType: 'createIndexes', operationDescription: { indexes: [{ name: 'n_1' }] } },
      {
        operationType: 'modify',
        operationDescription: { validator: { n: 2 } },
        stateBeforeChange: { collectionOptions: { validator: { n: 1 } } },
      },
      { operationType: 'modify', operationDescription: { index: { name: 'n_1', hidden: true } } },
      { operationType: 'modify', operationDescription: {} },
      { operationType: 'dropIndexes', operationDescription: { indexes: [{ name: 'n_1' }] } },
      { operationType: 'insert' },
    ]);
    expect(new Set(found.map((event) => String(event['collectionUUID']))).size).toBe(1);
    expect(kinds(await events(plain, 1))).toEqual(['insert']);
  });
});

it('what is done to views is told to those who ask for more', async () => {
  const db = test.client.db('views');
  const [stream, plain] = [await opened(db, expanded), await opened(db)];
  await db.createCollection('v', { viewOn: 'a', pipeline: [] });
  await db.command({ collMod: 'v', viewOn: 'b', pipeline: [] });
  await db.collection('v').drop();
  await db.collection('a').insertOne({});
  const found = await events(stream, 5);
  expect(found).toMatchObject([
    { operationType: 'create', ns: { coll: 'v' }, operationDescription: { viewOn: 'a' } },
    { operationType: 'modify', operationDescription: { viewOn: 'b' } },
    { operationType: 'drop' },
    { operationType: 'create', ns: { coll: 'a' } },
    { operationType: 'insert' },
  ]);
  for (const event of found.slice(0, 3)) expect(event).not.toHaveProperty('collectionUUID');
  expect(kinds(await events(plain, 1))).toEqual(['insert']);
  await db.createCollection('w', { viewOn: 'a', pipeline: [] });
  expect(await codeOf(db.collection('w').watch().next())).toBe(166);
});
