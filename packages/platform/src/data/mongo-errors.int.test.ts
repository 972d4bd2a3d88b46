import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ClientSession } from 'mongoose';
import { startTestDatabase, type TestDatabase } from '../testing/index.ts';
import { isDuplicateKey, nativeCollection, type NativeCollection } from './index.ts';

type Item = { _id: string; sku: string; shelf: { row: number } };

let server: TestDatabase;
let items: NativeCollection<Item>;

const item = (_id: string): Item => ({ _id, sku: 'a "nice": { odd: 1 } one', shelf: { row: 3 } });

beforeAll(async () => {
  server = await startTestDatabase('platform');
  items = nativeCollection<Item>(server.db, 'items');
  await items.createIndex({ sku: 1, 'shelf.row': 1 }, { unique: true }, {});
  await items.insertOne(item('a'));
});
afterAll(() => server.stop());

const within = (session?: ClientSession) => (session === undefined ? {} : { session });

const WRITES: Readonly<Record<string, (session?: ClientSession) => Promise<unknown>>> = {
  insertOne: (session) => items.insertOne(item('b'), within(session)),
  insertMany: (session) => items.insertMany([item('b')], within(session)),
  bulkWrite: (session) => items.bulkWrite([{ insertOne: { document: item('b') } }], within(session)),
};

it.each(Object.entries(WRITES))(
  'a duplicate key names its fields: %s alone and in a transaction',
  async (_name, write) => {
    for (const run of [() => write(), () => server.db.transaction(write)]) {
      const error: unknown = await run().catch((thrown: unknown) => thrown);
      const fields = ['sku', 'shelf.row', '_id', 'nice', 'odd'].filter((field) => isDuplicateKey(error, field));
      expect(fields).toEqual(['sku', 'shelf.row']);
    }
  },
);
