import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let shop: Db;

beforeAll(async () => {
  test = await startTestServer();
  shop = test.client.db('shop');
  await shop.collection('orders').insertOne({ total: 1 });
  await shop.collection('secrets').insertOne({ key: 1 });
});
afterAll(() => test.close());

const on = (collection: string, ...actions: string[]): Document => ({
  resource: { db: 'shop', collection },
  actions,
});

const role = (name: string, privileges: Document[], roles: (string | Document)[] = []): Promise<Document> =>
  shop.command({ createRole: name, privileges, roles });

/** A user with these roles, on a connection of its own. */
async function withRoles(user: string, ...roles: (string | Document)[]): Promise<Db> {
  await shop.command({ createUser: user, pwd: 'x', roles });
  return (await test.connect(test.server.uri('shop', user, 'x'))).db('shop');
}

describe('a role of one collection', () => {
  it('allows its actions there and nothing else', async () => {
    await role('clerk', [on('orders', 'find', 'insert')]);
    const db = await withRoles('clerk', 'clerk');
    expect(await db.collection('orders').countDocuments()).toBe(1);
    await db.collection('orders').insertOne({});
    expect(await codeOf(db.collection('orders').deleteOne({}))).toBe(13);
    expect(await codeOf(db.collection('orders').updateOne({}, { $set: { a: 1 } }))).toBe(13);
    expect(await codeOf(db.collection('orders').findOneAndDelete({}))).toBe(13);
    expect(await codeOf(db.collection('secrets').findOne())).toBe(13);
    expect(await codeOf(db.client.db('other').collection('orders').findOne())).toBe(13);
  });

  it.each<[string, Document[]]>([
    ['$lookup', [{ $lookup: { from: 'secrets', pipeline: [], as: 's' } }]],
    ['$unionWith', [{ $unionWith: 'secrets' }]],
    ['$graphLookup', [{ $graphLookup: { from: 'secrets', startWith: 1, connectFromField: 'a', connectToField: 'b', as: 's' } }]], // prettier-ignore
    ['nested in $facet', [{ $facet: { f: [{ $lookup: { from: 'secrets', pipeline: [], as: 's' } }] } }]],
    ['$out', [{ $out: 'secrets' }]],
    ['$merge', [{ $merge: 'secrets' }]],
    ['$merge that updates its own', [{ $merge: 'orders' }]],
    ['$collStats', [{ $collStats: { count: {} } }]],
    ['$changeStream', [{ $changeStream: {} }]],
  ])('does not reach others, or do more, by %s', async (_, pipeline) => {
    const db = (await test.connect(test.server.uri('shop', 'clerk', 'x'))).db('shop');
    expect(await codeOf(db.command({ aggregate: 'orders', pipeline, cursor: {} }))).toBe(13);
    expect(await codeOf(db.command({ explain: { aggregate: 'secrets', pipeline: [] } }))).toBe(13);
  });

  it('shows its own collections and databases', async () => {
    const db = (await test.connect(test.server.uri('shop', 'clerk', 'x'))).db('shop');
    expect(await codeOf(db.command({ listCollections: 1 }))).toBe(13);
    const own = db.listCollections({}, { nameOnly: true, authorizedCollections: true });
    expect(await own.toArray()).toEqual([{ name: 'orders', type: 'collection' }]);
    const { databases } = await db.admin().listDatabases({ nameOnly: true });
    expect(databases).toEqual([{ name: 'shop' }]);
  });

  it('of a view shows what is beneath', async () => {
    await shop.createCollection('totals', { viewOn: 'secrets', pipeline: [] });
    await role('viewer', [
      on('totals', 'find'),
      on('mine', 'find', 'createCollection', 'collMod'),
      on('unseen', 'createCollection'),
    ]);
    const db = await withRoles('viewer', 'viewer');
    expect(await db.collection('totals').countDocuments()).toBe(1);
    expect(await codeOf(db.createCollection('mine', { viewOn: 'secrets', pipeline: [] }))).toBe(13);
    const lookup = { $lookup: { from: 'secrets', pipeline: [], as: 's' } };
    expect(await codeOf(db.createCollection('mine', { viewOn: 'totals', pipeline: [lookup] }))).toBe(13);
    await db.createCollection('mine', { viewOn: 'totals', pipeline: [] });
    expect(await codeOf(db.command({ collMod: 'mine', viewOn: 'secrets', pipeline: [] }))).toBe(13);
    await db.createCollection('unseen', { viewOn: 'secrets', pipeline: [] });
    expect(await codeOf(db.collection('unseen').findOne())).toBe(13);
  });

  it('needs to insert to upsert', async () => {
    await role('editor', [on('orders', 'find', 'update')]);
    const db = await withRoles('editor', 'editor');
    const upsert = { upsert: true };
    await db.collection('orders').updateOne({ total: 1 }, { $set: { b: 1 } });
    expect(await codeOf(db.collection('orders').updateOne({ n: 9 }, { $set: { b: 1 } }, upsert))).toBe(13);
    expect(await codeOf(db.collection('orders').findOneAndUpdate({ n: 9 }, { $set: { b: 1 } }, upsert))).toBe(13); // prettier-ignore
    const bulkWrite = { bulkWrite: 1, nsInfo: [{ ns: 'shop.orders' }] };
    const update = { update: 0, filter: { total: 1 }, updateMods: { $set: { c: 1 } } };
    const admin = db.client.db('admin');
    expect(await admin.command({ ...bulkWrite, ops: [update] })).toMatchObject({ nModified: 1 });
    expect(await codeOf(admin.command({ ...bulkWrite, ops: [{ ...update, upsert: true }] }))).toBe(13);
    expect(await codeOf(admin.command({ ...bulkWrite, ops: [{ insert: 0, document: {} }] }))).toBe(13);
  });
});

describe('other resources', () => {
  it('are all of a database, a collection of any, the server and everything', async () => {
    const admin = test.client.db('admin');
    const create = (name: string, resource: Document, actions: string[]): Promise<Document> =>
      admin.command({ createRole: name, privileges: [{ resource, actions }], roles: [] });
    await create('allOfShop', { db: 'shop', collection: '' }, ['find']);
    await create('everyLog', { db: '', collection: 'log' }, ['insert']);
    await create('watcher', { cluster: true }, ['serverStatus']);
    await create('all', { anyResource: true }, ['anyAction']);
    const all = await withRoles('many', ...['allOfShop', 'everyLog', 'watcher'].map((name) => ({ role: name, db: 'admin' }))); // prettier-ignore
    expect(await all.collection('secrets').countDocuments()).toBe(1);
    expect(await codeOf(all.collection('system.profile').findOne())).toBe(13);
    expect(await codeOf(all.client.db('other').collection('secrets').findOne())).toBe(13);
    await all.client.db('other').collection('log').insertOne({});
    expect(await all.command({ serverStatus: 1 })).toMatchObject({ ok: 1 });
    expect(await codeOf(all.admin().command({ hostInfo: 1 }))).toBe(13);
    const every = await withRoles('every', { role: 'all', db: 'admin' });
    await every.client.db('third').collection('x').insertOne({});
    expect(await every.admin().command({ hostInfo: 1 })).toMatchObject({ ok: 1 });
  });
});

describe('inheritance', () => {
  it('gives what others may, as long as they may and it lasts', async () => {
    await role('base', [on('stock', 'find')]);
    await role('middle', [], ['base']);
    await role('top', [on('stock', 'insert')], ['middle']);
    const db = await withRoles('heir', 'top');
    const read = (): Promise<unknown> => codeOf(db.collection('stock').findOne());
    expect(await read()).toBeUndefined();
    await shop.command({ revokePrivilegesFromRole: 'base', privileges: [on('stock', 'find')] });
    expect(await read()).toBe(13);
    await shop.command({ grantPrivilegesToRole: 'base', privileges: [on('stock', 'find')] });
    expect(await read()).toBeUndefined();
    await shop.command({ revokeRolesFromRole: 'middle', roles: ['base'] });
    expect(await read()).toBe(13);
    await shop.command({ grantRolesToRole: 'middle', roles: ['base'] });
    expect(await read()).toBeUndefined();
    await shop.command({ dropRole: 'middle' });
    expect(await read()).toBe(13);
    await db.collection('stock').insertOne({});
    await shop.command({ updateRole: 'top', privileges: [], roles: ['read'] });
    expect(await read()).toBeUndefined();
    expect(await codeOf(db.collection('stock').insertOne({}))).toBe(13);
    await shop.command({ dropRole: 'top' });
    await role('top', [on('stock', 'find')]);
    expect(await read()).toBe(13);
  });

  it('is told', async () => {
    await role('first', [on('a', 'find')]);
    await role('second', [on('a', 'insert'), on('b', 'find')], ['first']);
    const { roles } = await shop.command({ rolesInfo: 'second', showPrivileges: true });
    expect(roles).toEqual([
      {
        _id: 'shop.second',
        role: 'second',
        db: 'shop',
        isBuiltin: false,
        roles: [{ role: 'first', db: 'shop' }],
        inheritedRoles: [{ role: 'first', db: 'shop' }],
        privileges: [on('a', 'insert'), on('b', 'find')],
        inheritedPrivileges: [on('a', 'find', 'insert'), on('b', 'find')],
      },
    ]);
    const db = await withRoles('second', 'second');
    const { authInfo } = await db.command({ connectionStatus: 1, showPrivileges: true });
    expect(authInfo).toMatchObject({
      authenticatedUserRoles: [{ role: 'second' }, { role: 'first' }],
      authenticatedUserPrivileges: [on('a', 'find', 'insert'), on('b', 'find')],
    });
    const { users } = await db.command({ usersInfo: 'second', showPrivileges: true });
    expect(users).toMatchObject([
      {
        inheritedRoles: [{ role: 'second' }, { role: 'first' }],
        inheritedPrivileges: [on('a', 'find', 'insert'), on('b', 'find')],
      },
    ]);
    expect(await codeOf(shop.command({ usersInfo: 1, showPrivileges: true }))).toBe(20);
    expect((await shop.command({ usersInfo: 1, filter: { roles: { role: 'second', db: 'shop' } } }))['users']).toMatchObject([{ user: 'second' }]); // prettier-ignore
  });

  it('lists the roles of a database, and those that every database has', async () => {
    const fresh = test.client.db('fresh');
    await fresh.command({ createRole: 'own', privileges: [], roles: [] });
    const names = async (options: Document): Promise<unknown[]> => {
      const { roles } = await fresh.command({ rolesInfo: 1, ...options });
      return (roles as Document[]).map((one): unknown => one['role']);
    };
    expect(await names({})).toEqual(['own']);
    expect(await names({ showBuiltinRoles: true })).toEqual(['own', 'read', 'readWrite', 'dbAdmin', 'userAdmin', 'dbOwner']); // prettier-ignore
    expect(await fresh.command({ rolesInfo: 'read', showPrivileges: true, showAuthenticationRestrictions: true })).toMatchObject({ roles: [{ isBuiltin: true, authenticationRestrictions: [], privileges: expect.arrayContaining([expect.objectContaining({ resource: { db: 'fresh', collection: '' } })]) }] }); // prettier-ignore
    expect(await fresh.command({ dropAllRolesFromDatabase: 1 })).toMatchObject({ n: 1 });
    expect(await names({})).toEqual([]);
  });
});

describe('refusals', () => {
  beforeAll(async () => {
    await role('present', []);
    await role('below', [], ['present']);
  });

  it.each<[number, Document]>([
    [51002, { createRole: 'present', privileges: [], roles: [] }],
    [2, { createRole: '', privileges: [], roles: [] }],
    [2, { createRole: 'read', privileges: [], roles: [] }],
    [31, { createRole: 'r', privileges: [], roles: ['nobody'] }],
    [31, { createRole: 'r', privileges: [], roles: ['root'] }],
    [37, { createRole: 'r', privileges: [], roles: [{ role: 'read', db: 'other' }] }],
    [37, { createRole: 'r', privileges: [{ resource: { db: 'other', collection: '' }, actions: ['find'] }], roles: [] }],
    [37, { createRole: 'r', privileges: [{ resource: { cluster: true }, actions: ['top'] }], roles: [] }],
    [9, { createRole: 'r', privileges: [{ resource: { db: 'shop', collection: '' }, actions: ['fly'] }], roles: [] }],
    [9, { createRole: 'r', privileges: [{ resource: { db: 'shop' }, actions: ['find'] }], roles: [] }],
    [40414, { createRole: 'r', roles: [] }],
    [115, { createRole: 'r', privileges: [], roles: [], authenticationRestrictions: [{ clientSource: ['10.0.0.1'] }] }],
    [37, { grantRolesToRole: 'present', roles: ['below'] }],
    [37, { grantRolesToRole: 'present', roles: ['present'] }],
    [37, { updateRole: 'read', roles: [] }],
    [37, { dropRole: 'readWrite' }],
    [2, { updateRole: 'present' }],
    [31, { updateRole: 'nobody', roles: [] }],
    [31, { dropRole: 'nobody' }],
    [31, { grantPrivilegesToRole: 'nobody', privileges: [] }],
  ])('%d: %j', async (code, command) => {
    expect(await codeOf(shop.command(command))).toBe(code);
  }); // prettier-ignore

  it('of those who may not hand out what they name', async () => {
    const db = await withRoles('boss', 'userAdmin');
    await db.command({ createRole: 'mine', privileges: [on('orders', 'find')], roles: ['read'] });
    const admin = db.client.db('admin');
    expect(await codeOf(admin.command({ createRole: 'x', privileges: [], roles: [] }))).toBe(13);
    expect(await codeOf(db.command({ createUser: 'x', pwd: 'x', roles: [{ role: 'root', db: 'admin' }] }))).toBe(13); // prettier-ignore
    const clerk = (await test.connect(test.server.uri('shop', 'clerk', 'x'))).db('shop');
    expect(
      await codeOf(clerk.command({ grantPrivilegesToRole: 'clerk', privileges: [on('', 'find')] })),
    ).toBe(13);
    expect(await clerk.command({ rolesInfo: 'clerk' })).toMatchObject({ roles: [{ role: 'clerk' }] });
    expect(await codeOf(clerk.command({ rolesInfo: 'editor' }))).toBe(13);
  });

  it('of a password, but to who may change their own', async () => {
    await role('changer', [on('', 'changeOwnPassword')]);
    const db = await withRoles('self', 'changer');
    expect(await codeOf(db.command({ updateUser: 'clerk', pwd: 'z' }))).toBe(13);
    expect(await codeOf(db.command({ updateUser: 'self', roles: ['dbOwner'] }))).toBe(13);
    await db.command({ updateUser: 'self', pwd: 'new' });
    await test.connect(test.server.uri('shop', 'self', 'new'));
  });
});

it('outlives the server', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-roles-'));
  const first = await startTestServer({ dataDir });
  await first.client
    .db('shop')
    .command({ createRole: 'kept', privileges: [on('a', 'find')], roles: ['read'] });
  await first.client.close();
  await first.server.stop();
  const second = await startTestServer({ dataDir });
  const { roles } = await second.client.db('shop').command({ rolesInfo: 'kept', showPrivileges: true });
  expect(roles).toMatchObject([{ privileges: [on('a', 'find')], roles: [{ role: 'read', db: 'shop' }] }]);
  await second.close();
});

it('changes that come together are all kept', async () => {
  const created = await Promise.allSettled([
    shop.command({ createUser: 'twin', pwd: 'a', roles: [] }),
    shop.command({ createUser: 'twin', pwd: 'b', roles: [] }),
  ]);
  expect(created.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const roles = ['read', 'dbAdmin', 'userAdmin', 'readWrite'];
  await Promise.all(roles.map((one) => shop.command({ grantRolesToUser: 'twin', roles: [one] })));
  const { users } = await shop.command({ usersInfo: 'twin' });
  const [twin] = users as { roles: { role: string }[] }[];
  expect(twin?.roles.map((one) => one.role).sort()).toEqual([...roles].sort());
});
