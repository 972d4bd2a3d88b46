import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

const ROLES = ['read', 'readWrite', 'dbAdmin', 'userAdmin', 'dbOwner'] as const;

/** Commands on the user's own database, and the roles that may run them by the manual's list of privilege actions. */
const COMMANDS: [Document, readonly (typeof ROLES)[number][]][] = [
  [{ ping: 1 }, ROLES],
  [{ connectionStatus: 1 }, ROLES],
  [{ find: 'c' }, ['read', 'readWrite', 'dbOwner']],
  [{ aggregate: 'c', pipeline: [], cursor: {} }, ['read', 'readWrite', 'dbOwner']],
  [{ count: 'c' }, ['read', 'readWrite', 'dbOwner']],
  [{ distinct: 'c', key: 'a' }, ['read', 'readWrite', 'dbOwner']],
  [{ explain: { find: 'c' } }, ['read', 'readWrite', 'dbOwner']],
  [{ explain: { delete: 'c', deletes: [{ q: {}, limit: 0 }] } }, ['readWrite', 'dbOwner']],
  [{ listCollections: 1 }, ['read', 'readWrite', 'dbAdmin', 'dbOwner']],
  [{ listIndexes: 'c' }, ['read', 'readWrite', 'dbAdmin', 'dbOwner']],
  [{ collStats: 'c' }, ['read', 'readWrite', 'dbAdmin', 'dbOwner']],
  [{ dbStats: 1 }, ['read', 'readWrite', 'dbAdmin', 'dbOwner']],
  [{ insert: 'c', documents: [{}] }, ['readWrite', 'dbOwner']],
  [{ update: 'c', updates: [{ q: { _id: 0 }, u: { $set: { a: 1 } } }] }, ['readWrite', 'dbOwner']],
  [{ delete: 'c', deletes: [{ q: { _id: 0 }, limit: 1 }] }, ['readWrite', 'dbOwner']],
  [{ findAndModify: 'c', query: { _id: 0 }, remove: true }, ['readWrite', 'dbOwner']],
  [{ create: 'made' }, ['readWrite', 'dbAdmin', 'dbOwner']],
  [{ createIndexes: 'c', indexes: [{ key: { a: 1 }, name: 'a_1' }] }, ['readWrite', 'dbAdmin', 'dbOwner']],
  [{ dropIndexes: 'c', index: 'a_1' }, ['readWrite', 'dbAdmin', 'dbOwner']],
  [{ drop: 'made' }, ['readWrite', 'dbAdmin', 'dbOwner']],
  [{ collMod: 'c' }, ['dbAdmin', 'dbOwner']],
  [{ usersInfo: 1 }, ['userAdmin', 'dbOwner']],
  [{ createUser: 'made', pwd: 'x', roles: [] }, ['userAdmin', 'dbOwner']],
  [{ updateUser: 'made', pwd: 'y' }, ['userAdmin', 'dbOwner']],
  [{ grantRolesToUser: 'made', roles: ['read'] }, ['userAdmin', 'dbOwner']],
  [{ revokeRolesFromUser: 'made', roles: ['read'] }, ['userAdmin', 'dbOwner']],
  [{ dropUser: 'made' }, ['userAdmin', 'dbOwner']],
  [{ serverStatus: 1 }, []],
  [{ dropDatabase: 1 }, ['dbAdmin', 'dbOwner']],
];

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer({
    users: ROLES.map((role) => ({ db: 'shop', user: role, password: 'secret', roles: [role] })),
  });
});
afterAll(() => test.close());

const as = async (user: string, password = 'secret'): Promise<Db> =>
  (await test.connect(test.server.uri('shop', user, password))).db('shop');

describe.each(ROLES)('%s', (role) => {
  it('may run the commands of the manual, on its own database only', async () => {
    await test.client.db('shop').collection('c').insertOne({});
    await test.client.db('other').collection('c').insertOne({});
    const db = await as(role);
    const allowed: Document[] = [];
    for (const [command] of COMMANDS) {
      if ((await codeOf(db.command(command))) !== 13) allowed.push(command);
      if ('ping' in command || 'connectionStatus' in command) continue;
      expect(await codeOf((await as(role)).client.db('other').command(command))).toBe(13);
    }
    expect(allowed).toEqual(COMMANDS.filter(([, roles]) => roles.includes(role)).map(([command]) => command));
  });
});

describe('a user', () => {
  it('sees itself and not others', async () => {
    const db = await as('read');
    expect(await db.command({ usersInfo: 'read' })).toMatchObject({ users: [{ user: 'read', db: 'shop' }] });
    expect(await codeOf(db.command({ usersInfo: 'dbOwner' }))).toBe(13);
    expect(await codeOf((await as('userAdmin')).command({ usersInfo: { forAllDBs: true } }))).toBe(13);
  });

  it('loses at once what is taken away', async () => {
    const admin = test.client.db('shop');
    await admin.command({ createUser: 'guest', pwd: 'x', roles: ['readWrite'] });
    const db = await as('guest', 'x');
    await db.collection('c').insertOne({});
    await admin.command({ revokeRolesFromUser: 'guest', roles: ['readWrite'] });
    await admin.command({ grantRolesToUser: 'guest', roles: ['read'] });
    expect(await codeOf(db.collection('c').insertOne({}))).toBe(13);
    expect(await db.collection('c').countDocuments()).toBeGreaterThan(0);
    await admin.command({ dropUser: 'guest' });
    expect(await codeOf(db.collection('c').countDocuments())).toBe(13);
  });

  it('renames collections of its own database', async () => {
    const db = await as('readWrite');
    await db.collection('from').insertOne({});
    const rename = (to: string) => db.client.db('admin').command({ renameCollection: 'shop.from', to });
    expect(await codeOf(rename('other.from'))).toBe(13);
    await rename('shop.to');
    expect(await db.collection('to').countDocuments()).toBe(1);
  });
});
