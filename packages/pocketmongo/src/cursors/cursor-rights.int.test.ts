import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AbstractCursor, Db } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let shop: Db;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  shop = test.client.db('shop');
  for (const name of ['items', 'others'])
    await shop.collection(name).insertMany(Array.from({ length: 6 }, (_, n) => ({ n })));
  await shop.collection('items').createIndexes([{ key: { n: 1 } }, { key: { n: -1 } }]);
  await shop.createCollection('view', { viewOn: 'items', pipeline: [{ $unionWith: 'others' }] });
  const on = (collection: string, ...actions: string[]) => ({
    resource: { db: 'shop', collection },
    actions,
  });
  await shop.command({
    createRole: 'all',
    privileges: [
      on('items', 'find', 'changeStream', 'listIndexes'),
      on('others', 'find'),
      on('view', 'find'),
      on('', 'listCollections'),
    ],
    roles: [],
  });
  await shop.command({ createRole: 'some', privileges: [on('items', 'find')], roles: [] });
  await shop.command({ createUser: 'ann', pwd: 'x', roles: ['some'] });
  db = (await test.connect(test.server.uri('shop', 'ann', 'x'))).db('shop');
});
afterAll(() => test.close());

const lookup = { $lookup: { from: 'others', localField: 'n', foreignField: 'n', as: 'o' } };
const one = { batchSize: 1 };

describe('getMore of a user whose rights have been taken away', () => {
  it.each<[string, () => AbstractCursor<unknown>]>([
    ['an aggregation with another collection', () => db.collection('items').aggregate([lookup], one)],
    ['a view', () => db.collection('view').find({}, one)],
    ['a list of collections', () => db.listCollections({}, one)],
    ['a list of indexes', () => db.collection('items').listIndexes(one)],
  ])('refuses %s', async (_, open) => {
    await shop.command({ grantRolesToUser: 'ann', roles: ['all'] });
    const cursor = open();
    await cursor.next();
    const find = db.collection('items').find({}, one);
    await find.next();
    await shop.command({ revokeRolesFromUser: 'ann', roles: ['all'] });
    expect(await codeOf(cursor.next())).toBe(13);
    // What is still allowed goes on.
    expect(await find.toArray()).toHaveLength(5);
  });

  it('refuses a change stream', async () => {
    await shop.command({ grantRolesToUser: 'ann', roles: ['all'] });
    const stream = db.collection('items').watch([], { maxAwaitTimeMS: 10 });
    expect(await stream.tryNext()).toBeNull();
    await shop.command({ revokeRolesFromUser: 'ann', roles: ['all'] });
    expect(await codeOf(stream.tryNext())).toBe(13);
    await stream.close();
  });

  it('refuses a user that is gone, and goes on when the right is back', async () => {
    await shop.command({ grantRolesToUser: 'ann', roles: ['all'] });
    const reply = await db.command({ find: 'others', batchSize: 1 });
    const more = { getMore: (reply['cursor'] as { id: unknown }).id, collection: 'others', batchSize: 1 };
    await shop.command({ revokePrivilegesFromRole: 'all', privileges: [{ resource: { db: 'shop', collection: 'others' }, actions: ['find'] }] }); // prettier-ignore
    expect(await codeOf(db.command(more))).toBe(13);
    await shop.command({ grantRolesToUser: 'ann', roles: ['read'] });
    expect(await codeOf(db.command(more))).toBe(undefined);
    await shop.command({ dropUser: 'ann' });
    expect(await codeOf(db.command(more))).toBe(13);
  });
});
