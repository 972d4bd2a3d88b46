import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Db } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

describe('the index of a clustered collection', () => {
  let test: TestServer;
  let db: Db;
  let things: Collection;

  beforeAll(async () => {
    test = await startTestServer();
    db = test.client.db('clustered');
    const clusteredIndex = { key: { _id: 1 }, unique: true, name: 'own' };
    things = await db.createCollection('things', { clusteredIndex });
  });
  afterAll(() => test.close());

  it('has a limit of its own', async () => {
    const most = 8 * 1024 * 1024 - 2;
    expect(await codeOf(things.insertOne({ _id: 'x'.repeat(most + 1) as never }))).toBe(5894900);
    expect(await codeOf(things.insertOne({ _id: 'x'.repeat(most) as never }))).toBe(undefined);
    await things.deleteOne({});
  });

  it('stays, and is not counted', async () => {
    expect(await codeOf(things.dropIndex('own'))).toBe(5979800);
    expect(await codeOf(db.command({ dropIndexes: 'things', index: { _id: 1 } }))).toBe(5979800);
    for (const hidden of [true, false])
      expect(await codeOf(db.command({ collMod: 'things', index: { name: 'own', hidden } }))).toBe(6011800);
    const made = await db.command({ createIndexes: 'things', indexes: [{ key: { a: 1 }, name: 'a' }] });
    expect(made).toMatchObject({ numIndexesBefore: 0, numIndexesAfter: 1 });
    expect(await db.command({ dropIndexes: 'things', index: 'a' })).toMatchObject({ nIndexesWas: 1 });
  });
});
