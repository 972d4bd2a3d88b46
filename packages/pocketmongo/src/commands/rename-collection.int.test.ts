import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Db, type Document, UUID } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let admin: Db;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  admin = test.client.db('admin');
  db = test.client.db('named');
  for (const name of ['plain', 'other']) await db.createCollection(name);
  await db.createCollection('series', { timeseries: { timeField: 'at' } });
});
afterAll(() => test.close());

const rename = (from: string, to: string, more: Document = {}): Promise<unknown> =>
  codeOf(admin.command({ renameCollection: from, to, ...more }));

describe('renameCollection', () => {
  it.each<[string, string, number]>([
    ['named.system.views', 'named.x', 20],
    ['named.plain', 'named.system.js', 20],
    ['admin.system.version', 'admin.x', 20],
    ['named.plain', 'local.oplog.rs', 20],
    ['named.plain', 'na$med.x', 20],
    ['named.plain', 'named.a$b', 20],
    ['named.plain', `named.${'é'.repeat(130)}`, 20],
    ['na/med.plain', 'named.x', 73],
    ['named.plain', `${'é'.repeat(32)}.x`, 73],
    ['named.plain', 'named..x', 73],
    ['named.plain', 'Named.x', 13297],
    ['named.series', 'named.x', 166],
  ])('of %s to %s is refused', async (from, to, code) => {
    expect(await rename(from, to)).toBe(code);
  });

  it('takes what Unix allows in the names of databases', async () => {
    for (const name of ['a?b', 'a*b', 'a<b>|:']) {
      expect(await rename('named.plain', `${name}.plain`)).toBe(undefined);
      expect(await rename(`${name}.plain`, 'named.plain')).toBe(undefined);
    }
  });

  it('drops a target only when it is told to, a time series never', async () => {
    expect(await rename('named.plain', 'named.other')).toBe(48);
    expect(await rename('named.plain', 'named.other', { dropTarget: 1 })).toBe(14);
    expect(await rename('named.plain', 'named.other', { dropTarget: null })).toBe(14);
    expect(await rename('named.plain', 'named.series', { dropTarget: true })).toBe(48);
  });

  it('asks for the collection that the client had in mind', async () => {
    const [info] = await db.listCollections({ name: 'other' }).toArray();
    const { uuid } = (info as { info: { uuid: unknown } }).info;
    const renamed = (collectionUUID: unknown): Promise<unknown> =>
      rename('named.other', 'named.renamed', { collectionUUID });
    expect(await renamed(5)).toBe(14);
    expect(await renamed(Buffer.alloc(16))).toBe(14);
    expect(await renamed(new UUID())).toBe(361);
    expect(await renamed(uuid)).toBe(undefined);
  });
});

describe('a database', () => {
  it('that differs in case alone from another is not made', async () => {
    expect(await codeOf(test.client.db('NAMED').createCollection('x'))).toBe(13297);
    expect(await codeOf(test.client.db('NAMED').collection('x').insertOne({}))).toBe(13297);
  });
});
