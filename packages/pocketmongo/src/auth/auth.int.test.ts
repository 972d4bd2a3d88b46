import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Binary, Long } from 'mongodb';
import { clientFinal } from '../../test/scram-client.ts';
import { openFixture } from '../storage/engine-fixture.ts';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';
import { makeTemporaryUser, makeUser, openUserStore } from './users.ts';

let test: TestServer;

beforeAll(async () => {
  test = await startTestServer({
    users: [
      { db: 'orders', user: 'orders', password: 'p@ss:word/ü', roles: ['readWrite'] },
      { db: 'orders', user: 'reader', password: 'secret', roles: ['read'] },
      { db: 'orders', user: 'guest', password: 'random', roles: ['read'], temporary: true },
    ],
  });
});
afterAll(() => test.close());

describe('log-in', () => {
  it('takes the right password and refuses a wrong one and an unknown user alike', async () => {
    const client = await test.connect(test.server.uri('orders', 'orders', 'p@ss:word/ü'));
    expect(await client.db('orders').command({ ping: 1 })).toMatchObject({ ok: 1 });
    expect(await codeOf(test.connect(test.server.uri('orders', 'orders', 'wrong')))).toBe(18);
    expect(await codeOf(test.connect(test.server.uri('orders', 'nobody', 'wrong')))).toBe(18);
  });

  it('knows temporary users', async () => {
    const client = await test.connect(test.server.uri('orders', 'guest', 'random'));
    expect(await client.db('orders').collection('things').find().toArray()).toEqual([]);
    expect(await codeOf(test.connect(test.server.uri('orders', 'guest', 'wrong')))).toBe(18);
  });

  it('prepares a password as drivers do', async () => {
    await test.client.db('links').command({ createUser: 'p', pwd: 'I\u00adX\u00a0\u2168', roles: [] });
    await test.connect(test.server.uri('links', 'p', 'IX IX'));
    await test.connect(test.server.uri('links', 'p', 'I\u00adX\u00a0\u2168'));
  });

  it('takes SCRAM-SHA-256 only, and the empty last message of clients that send it', async () => {
    const client = await test.connect(
      `mongodb://127.0.0.1:${test.server.port}/?directConnection=true&maxPoolSize=1`,
    );
    const db = client.db('orders');
    const start = (mechanism: string, text: string) =>
      db.command({ saslStart: 1, mechanism, payload: new Binary(Buffer.from(text)) });
    expect(await codeOf(start('SCRAM-SHA-1', 'n,,n=orders,r=abc'))).toBe(334);
    expect(await codeOf(start('SCRAM-SHA-256', 'rubbish'))).toBe(18);
    const first = await start('SCRAM-SHA-256', 'n,,n=orders,r=abc');
    const answer = (first as { payload: Binary }).payload.toString('utf8');
    const next = (conversationId: number, text: string) =>
      db.command({ saslContinue: 1, conversationId, payload: new Binary(Buffer.from(text)) });
    const id = (first as unknown as { conversationId: number }).conversationId;
    const second = await next(id, clientFinal('p@ss:word/ü', 'n=orders,r=abc', answer).message);
    expect(second).toMatchObject({ done: false });
    expect(await codeOf(db.collection('x').findOne({}))).toBe(13);
    expect(await next(id, '')).toMatchObject({ done: true });
    expect(await codeOf(db.collection('x').findOne({}))).toBeUndefined();
    expect(await codeOf(next(id, ''))).toBe(17);
  });

  it('is demanded of everything that touches data', async () => {
    const client = await test.connect(`mongodb://127.0.0.1:${test.server.port}/?directConnection=true`);
    expect(await codeOf(client.db('orders').collection('x').findOne({}))).toBe(13);
    expect(await codeOf(client.db('orders').collection('x').insertOne({}))).toBe(13);
    expect(await codeOf(client.db('admin').command({ createUser: 'x', pwd: 'x', roles: ['root'] }))).toBe(13);
  });
});

describe('open access', () => {
  it('lets everyone in on a loopback address and nowhere else', async () => {
    const open = await startTestServer({ openAccess: true });
    try {
      expect(open.server.uri('shop')).toBe(
        `mongodb://127.0.0.1:${open.server.port}/shop?directConnection=true`,
      );
      await open.client.db('shop').collection('x').insertOne({ a: 1 });
      expect(await open.client.db('shop').command({ connectionStatus: 1 })).toMatchObject({
        authInfo: { authenticatedUsers: [] },
      });
      expect(await codeOf(open.connect(open.server.uri('shop', 'nobody', 'wrong')))).toBe(18);
    } finally {
      await open.close();
    }
    await expect(startTestServer({ openAccess: true, host: '0.0.0.0' })).rejects.toThrow('loopback');
  });
});

describe('roles', () => {
  it('reach their own database only', async () => {
    const client = await test.connect(test.server.uri('orders', 'orders', 'p@ss:word/ü'));
    await client.db('orders').collection('x').insertOne({ a: 1 });
    expect(await codeOf(client.db('payments').collection('x').insertOne({}))).toBe(13);
    expect(await codeOf(client.db('payments').collection('x').findOne({}))).toBe(13);
    expect(
      await codeOf(
        client
          .db('orders')
          .collection('x')
          .aggregate([{ $lookup: { from: 'system.users', pipeline: [], as: 'u' } }])
          .toArray(),
      ),
    ).toBe(13);
    expect(await codeOf(client.db('orders').dropDatabase())).toBe(13);
  });

  it('read allows no write', async () => {
    const client = await test.connect(test.server.uri('orders', 'reader', 'secret'));
    expect(await client.db('orders').collection('x').countDocuments()).toBe(1);
    expect(await codeOf(client.db('orders').collection('x').insertOne({}))).toBe(13);
    expect(await codeOf(client.db('orders').collection('x').findOneAndDelete({}))).toBe(13);
  });

  it('a cursor belongs to one user, not to another of the same name', async () => {
    await test.client
      .db('payments')
      .command({ createUser: 'orders', pwd: 'x', roles: [{ role: 'readWrite', db: 'orders' }] });
    const own = await test.connect(test.server.uri('orders', 'orders', 'p@ss:word/ü'));
    const other = await test.connect(test.server.uri('payments', 'orders', 'x'));
    const reply = await own.db('orders').command({ find: 'x', batchSize: 0 });
    const { id } = (reply as { cursor: { id: Long } }).cursor;
    expect(await codeOf(other.db('orders').command({ getMore: Long.fromValue(id), collection: 'x' }))).toBe(
      13,
    );
    expect(
      await other.db('orders').command({ killCursors: 'x', cursors: [Long.fromValue(id)] }),
    ).toMatchObject({
      cursorsKilled: [],
    });
  });

  it('nobody reads the stored keys of users', async () => {
    expect(await codeOf(test.client.db('admin').collection('system.users').findOne({}))).toBe(13);
  });
});

describe('users', () => {
  it('are created, changed and dropped', async () => {
    const db = test.client.db('links');
    await db.command({ createUser: 'u', pwd: 'one', roles: ['readWrite'] });
    expect(await codeOf(db.command({ createUser: 'u', pwd: 'one', roles: [] }))).toBe(51003);
    await db.command({ updateUser: 'u', pwd: 'two' });
    expect(await codeOf(test.connect(test.server.uri('links', 'u', 'one')))).toBe(18);
    await test.connect(test.server.uri('links', 'u', 'two'));
    await db.command({ dropUser: 'u' });
    expect(await codeOf(test.connect(test.server.uri('links', 'u', 'two')))).toBe(18);
    expect(await codeOf(db.command({ dropUser: 'u' }))).toBe(11);
    expect(await codeOf(db.command({ createUser: 'v', pwd: 'x', roles: ['nonsense'] }))).toBe(31);
  });
});

it('forgets temporary users with the server, and keeps the others', async () => {
  const fixture = await openFixture();
  const roles = [{ role: 'read', db: 'orders' }];
  const users = openUserStore(fixture.engine);
  users.addTemporary(makeTemporaryUser('orders', 'guest', 'random', roles));
  await users.save(makeUser('orders', 'reader', 'secret', roles));
  expect(users.list('orders').map(({ user }) => user)).toEqual(['guest', 'reader']);
  await fixture.restart();
  expect(
    openUserStore(fixture.engine)
      .list('orders')
      .map(({ user }) => user),
  ).toEqual(['reader']);
  await fixture.stop();
});
