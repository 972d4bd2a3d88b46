import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

const COUNT = 2_600;

let test: TestServer;
let db: Db;
let items: Collection<{ _id: number; n: number }>;
beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('shop');
  items = db.collection('items');
  await items.insertMany(Array.from({ length: COUNT }, (_, _id) => ({ _id, n: _id })));
});
afterAll(() => test.close());

const names = async (): Promise<string[]> =>
  (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort();

/** The numbers of documents that a collection has while a pipeline runs. */
async function countsDuring(name: string, pipeline: Document[]): Promise<Set<number>> {
  const counts = new Set<number>();
  let isOver = false;
  const writing = items
    .aggregate(pipeline)
    .toArray()
    .finally(() => (isOver = true));
  while (!isOver) counts.add(await db.collection(name).estimatedDocumentCount());
  await writing;
  counts.add(await db.collection(name).estimatedDocumentCount());
  return counts;
}

describe('$merge', () => {
  it('writes while it reads, and others see it grow', async () => {
    const counts = await countsDuring('copy', [{ $merge: 'copy' }]);
    expect(counts.size).toBeGreaterThan(2);
    expect(Math.max(...counts)).toBe(COUNT);
  });

  it('reads what was there at its start, also of the collection that it writes', async () => {
    const moved = { $add: ['$_id', COUNT] };
    const grown = [{ $project: { _id: moved, n: { $literal: -1 } } }, { $merge: 'items' }];
    await items.aggregate(grown).toArray();
    expect(await items.countDocuments()).toBe(2 * COUNT);
    await items.deleteMany({ n: -1 });
    expect(await items.countDocuments()).toBe(COUNT);
  });

  it('leaves what it has written when a document fails', async () => {
    const partly = db.collection<{ _id: number; n: number }>('partly');
    await partly.insertOne({ _id: 1_300, n: 0 });
    const merge = { into: 'partly', whenMatched: 'fail' };
    expect(await codeOf(items.aggregate([{ $sort: { _id: 1 } }, { $merge: merge }]).toArray())).toBe(11_000);
    expect(await partly.countDocuments()).toBe(1_301);
  });
});

describe('$out', () => {
  it('shows the whole result at once', async () => {
    await db.collection('out').insertOne({ n: 'old' });
    const counts = await countsDuring('out', [{ $out: 'out' }]);
    expect(Array.from(counts).every((count) => count === 1 || count === COUNT)).toBe(true);
    expect(await db.collection('out').countDocuments()).toBe(COUNT);
  });

  it('changes nothing and leaves nothing behind when it fails', async () => {
    const before = await names();
    const failing = [{ $set: { n: { $divide: [1, { $subtract: ['$_id', 2_000] }] } } }, { $out: 'out' }];
    expect(await codeOf(items.aggregate(failing).toArray())).toBe(2);
    expect(await names()).toEqual(before);
    expect(await db.collection('out').countDocuments()).toBe(COUNT);
  });
});
