import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Document, Timestamp } from 'mongodb';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-defaults-'));

beforeAll(async () => {
  test = await startTestServer({ dataDir });
});
afterAll(() => test.close());

const set = (parts: Document): Promise<Document> =>
  test.client.db('admin').command({ setDefaultRWConcern: 1, ...parts });
const get = (): Promise<Document> => test.client.db('admin').command({ getDefaultRWConcern: 1 });

describe('setDefaultRWConcern', () => {
  it.each<[number, Document]>([
    [2, {}],
    [2, { defaultReadConcern: null }],
    [40415, { defaultReadConcern: { level: 'local' }, more: 1 }],
    [2, { defaultReadConcern: { level: 'linearizable' } }],
    [2, { defaultReadConcern: { level: 'snapshot' } }],
    [14, { defaultReadConcern: { level: 1 } }],
    [40415, { defaultReadConcern: { level: 'local', more: 1 } }],
    [79, { defaultWriteConcern: { w: 'custom' } }],
    [79, { defaultWriteConcern: { w: null } }],
    [2, { defaultWriteConcern: { w: 0 } }],
    [9, { defaultWriteConcern: { w: -1 } }],
    [9, { defaultWriteConcern: { w: true } }],
    [9, { defaultWriteConcern: { w: 9_999 } }],
    [2, { defaultWriteConcern: { wtimeout: 100 } }],
    [14, { defaultWriteConcern: { w: 1, j: 'true' } }],
    [40415, { defaultWriteConcern: { w: 1, more: 1 } }],
    [2, { defaultReadConcern: { level: 'local' }, defaultWriteConcern: { w: 0 } }],
  ])('refuses with %d: %j', async (code, parts) => {
    expect(await codeOf(set(parts))).toBe(code);
    expect(await get()).toMatchObject({
      defaultWriteConcernSource: 'implicit',
      defaultReadConcernSource: 'implicit',
    });
  });

  it('stores what is given and keeps the rest', async () => {
    expect(await set({ defaultReadConcern: { level: 'majority' } })).toMatchObject({
      defaultReadConcern: { level: 'majority' },
      defaultReadConcernSource: 'global',
      defaultWriteConcernSource: 'implicit',
      updateOpTime: expect.any(Timestamp),
      updateWallClockTime: expect.any(Date),
    });
    await set({ defaultWriteConcern: { w: 1, j: true } });
    expect(await get()).toMatchObject({ defaultReadConcern: { level: 'majority' }, defaultWriteConcern: { w: 1, j: true, wtimeout: 0 } }); // prettier-ignore
    expect(await set({ defaultReadConcern: {} })).toMatchObject({ defaultReadConcernSource: 'implicit' });
    expect(await codeOf(set({ defaultWriteConcern: {} }))).toBe(20);
  });

  it('is honoured by writes that name no concern, and outlives the server', async () => {
    await set({ defaultWriteConcern: { w: 3 } });
    await test.client.close();
    await test.server.stop();
    test = await startTestServer({ dataDir });
    expect(await get()).toMatchObject({ defaultWriteConcern: { w: 3 }, defaultWriteConcernSource: 'global' });
    const { client } = test;
    const db = client.db('test');
    const insert = (more: Document): Promise<Document> =>
      db.command({ insert: 'c', documents: [{}], ...more });
    const unmet = { code: 100, codeName: 'UnsatisfiableWriteConcern' };
    expect(await codeOf(insert({}))).toBe(unmet.code);
    expect(await codeOf(db.command({ create: 'd' }))).toBe(unmet.code);
    expect(await insert({ writeConcern: { w: 1 } })).toMatchObject({ n: 1 });
    expect(await db.collection('c').countDocuments()).toBe(2);
    expect((await db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(['c', 'd']);
    await client.withSession(async (session) => {
      session.startTransaction();
      await db.collection('c').insertOne({}, { session });
      expect(await codeOf(session.commitTransaction())).toBe(unmet.code);
    });
    expect(await db.collection('c').countDocuments()).toBe(3);
    await set({ defaultWriteConcern: { w: 'majority' } });
    expect(await insert({})).toMatchObject({ n: 1 });
  });
});
