import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, type Document, Double, Long, type MongoClient } from 'mongodb';
import { startTestServer, type TestServer } from '../server.ts';

let source: TestServer;
let target: TestServer;

beforeAll(async () => {
  [source, target] = await Promise.all([startTestServer(), startTestServer()]);
});
afterAll(async () => {
  await source.close();
  await target.close();
});

type Dumped = { name: string; options: Document; indexes: Document[]; rows: Uint8Array[] };

/** The commands of mongodump: everything by cursor, documents as bytes in the order of `_id` or of the disk. */
async function dump(client: MongoClient, database: string, hint: Document): Promise<Dumped[]> {
  const collections = await client.db(database).listCollections({}, { nameOnly: false }).toArray();
  const dumped: Dumped[] = [];
  for (const { name, options = {} } of collections as { name: string; options?: Document }[]) {
    const collection = client.db(database).collection(name);
    const expected = await collection.estimatedDocumentCount();
    const find = { hint, raw: true, batchSize: 700, noCursorTimeout: true } as const;
    const rows: Uint8Array[] = [];
    for await (const row of collection.find({}, find)) rows.push(row as unknown as Uint8Array);
    expect(rows).toHaveLength(expected);
    const indexes = (await collection.listIndexes({ batchSize: 1 }).toArray()) as Document[];
    dumped.push({ name, options, indexes, rows });
  }
  return dumped.sort((a, b) => (a.name < b.name ? -1 : 1));
}

describe('what mongodump and mongorestore send', () => {
  it('reads everything by _id and by natural order, and brings it back byte for byte', async () => {
    const shop = source.client.db('shop');
    const rows = Array.from({ length: 3_000 }, (_, n) => ({
      n,
      double: new Double(n),
      long: Long.fromNumber(n),
      price: Decimal128.fromString(`${n}.10`),
      tags: ['x', { n }],
    }));
    await shop.collection('items').insertMany(rows);
    await shop.collection('items').createIndex({ n: 1 }, { unique: true }, {});
    await shop.collection('items').createIndex({ 'tags.n': 1, n: -1 }, {}, {});
    await shop
      .collection('items')
      .createIndex({ name: 'text', title: 'text' }, { weights: { title: 3 } }, {});
    await shop.collection('expiring').createIndex({ at: 1 }, { expireAfterSeconds: 3_600 }, {});
    await shop.createCollection('empty');

    const { databases } = await source.client.db().admin().listDatabases({ nameOnly: true });
    expect(databases.map(({ name }) => name)).toContain('shop');
    const dumped = await dump(source.client, 'shop', { _id: 1 });
    const byDisk = await dump(source.client, 'shop', { $natural: 1 });
    expect(byDisk.map(({ rows: { length } }) => length)).toEqual(
      dumped.map(({ rows: { length } }) => length),
    );

    const restored = target.client.db('shop');
    for (const { name, options, indexes } of dumped) {
      await restored.command({ create: name, ...options });
      const others = indexes.filter((index) => index['name'] !== '_id_');
      if (others.length > 0) await restored.command({ createIndexes: name, indexes: others });
    }
    const items = await shop.collection('items').find({}, { promoteValues: false }).toArray();
    await restored.collection('items').insertMany(items, { bypassDocumentValidation: true });
    expect(await dump(target.client, 'shop', { _id: 1 })).toEqual(dumped);
  });

  it('a command that no server has any more is refused by name', async () => {
    const scan = { parallelCollectionScan: 'items', numCursors: 1 };
    await expect(source.client.db('shop').command(scan)).rejects.toMatchObject({ code: 59 });
  });
});
