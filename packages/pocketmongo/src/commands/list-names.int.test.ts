import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let admin: Db;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  admin = test.client.db('admin');
  db = test.client.db('listed');
  await db.collection('items').insertOne({ n: 1 });
  await test.client.db('zero').createCollection('empty');
});
afterAll(() => test.close());

const databases = async (filter: Document, more: Document = {}): Promise<unknown[]> => {
  const reply = await admin.command({ listDatabases: 1, filter, ...more });
  return (reply['databases'] as Document[]).map((each) => each['name'] as unknown);
};

const WRONG: [Document, number][] = [
  [{ $where: 'true' }, 2],
  [{ $text: { $search: 'x' } }, 2],
  [{ name: { $near: [0, 0] } }, 5626500],
  [{ $or: [{ name: { $nearSphere: [0, 0] } }] }, 5626500],
];

describe('listDatabases', () => {
  it("tells of the server's own databases too", async () => {
    expect(await databases({})).toEqual(['admin', 'config', 'listed', 'local', 'zero']);
    expect(await databases({ empty: true })).toEqual(['zero']);
    expect(await databases({ sizeOnDisk: { $gt: 0 } })).toEqual(['listed', 'local']);
  });

  it('with nameOnly knows nothing but names', async () => {
    expect(await databases({ sizeOnDisk: { $gt: 0 } }, { nameOnly: true })).toEqual([]);
    expect(await databases({ empty: { $exists: false }, name: /^l/ }, { nameOnly: true })).toEqual([
      'listed',
      'local',
    ]);
  });

  it.each<[Document, number]>([
    [{ authorizedDatabases: 1 }, 14],
    [{ writeConcern: { w: 1 } }, 72],
    ...WRONG.map(([filter, code]): [Document, number] => [{ filter }, code]),
  ])('refuses %j', async (more, code) => {
    expect(await codeOf(admin.command({ listDatabases: 1, ...more }))).toBe(code);
  });
});

describe('listCollections', () => {
  const names = async (filter: Document): Promise<string[]> =>
    (await db.listCollections(filter, { nameOnly: true }).toArray()).map(({ name }) => name);

  it('with nameOnly knows nothing but names and types', async () => {
    expect(await names({ type: 'collection' })).toEqual(['items']);
    expect(await names({ options: {} })).toEqual([]);
    expect(await names({ idIndex: { $exists: false } })).toEqual(['items']);
  });

  it.each(WRONG)('refuses the filter %j', async (filter, code) => {
    expect(await codeOf(db.listCollections(filter).toArray())).toBe(code);
  });
});
