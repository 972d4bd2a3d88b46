import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Collection, type Db, type Document, Double } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';
import { checkDatabase } from '../check/check-database.ts';

type Numbered = Document & { _id: number };

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('test');
});
afterAll(() => test.close());

const capped = (name: string, options: Document): Promise<Collection<Numbered>> =>
  db.createCollection<Numbered>(name, { capped: true, ...options });

const ids = async (collection: Collection<Numbered>): Promise<number[]> =>
  (await collection.find().toArray()).map(({ _id }) => _id);

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

describe('a capped collection', () => {
  it('keeps the newest so many documents, in the order of their insertion', async () => {
    const log = await capped('log', { size: 100_000, max: 5 });
    await log.createIndex({ n: 1 }, {}, {});
    await log.insertMany(range(0, 12).map((at) => ({ _id: 100 - at, n: at % 3 })));
    expect(await ids(log)).toEqual([93, 92, 91, 90, 89]);
    expect((await log.find().sort({ $natural: -1 }).toArray()).map(({ _id }) => _id)[0]).toBe(89);
    // Many writes that are committed together.
    await Promise.all(range(0, 40).map((_id) => log.insertOne({ _id, n: 0 })));
    expect(await log.countDocuments()).toBe(5);
    expect(await log.countDocuments({ n: 0 }, { hint: { n: 1 } })).toBe(5);
    expect(await db.command({ collStats: 'log' })).toMatchObject({ capped: true, max: 5, count: 5 });
    expect(await log.isCapped()).toBe(true);
  });

  it('keeps so many bytes, and grows beyond them by no update', async () => {
    const text = 'x'.repeat(1_000);
    const log = await capped('bytes', { size: 4_500 });
    for (const _id of range(0, 9)) await log.insertOne({ _id, text });
    expect(await ids(log)).toEqual([5, 6, 7, 8]);
    await log.updateOne({ _id: 8 }, { $set: { text: text + text } });
    expect(await ids(log)).toEqual([6, 7, 8]);
    await log.deleteOne({ _id: 7 });
    expect(await ids(log)).toEqual([6, 8]);
    expect(await codeOf(log.insertOne({ _id: 10, text: text.repeat(6) }))).toBe(2);
    expect(await codeOf(log.updateOne({ _id: 8 }, { $set: { text: text.repeat(6) } }))).toBe(2);
    const [listed] = await db.listCollections({ name: 'bytes' }).toArray();
    expect(listed).toMatchObject({ type: 'collection', options: { capped: true, size: 4_500 } });
  });

  it('gets other bounds with collMod', async () => {
    const log = await capped('resized', { size: 100_000, max: 9 });
    await log.insertMany(range(0, 9).map((_id) => ({ _id })));
    await db.command({ collMod: 'resized', cappedMax: 3 });
    await log.insertOne({ _id: 9 });
    expect(await ids(log)).toEqual([7, 8, 9]);
    await db.command({ collMod: 'resized', cappedSize: 50_000, cappedMax: 0 });
    expect(await log.options()).toEqual({ capped: true, size: 50_000 });
    await log.insertMany(range(10, 30).map((_id) => ({ _id })));
    expect(await log.countDocuments()).toBe(23);
    await db.createCollection('free');
    expect(await codeOf(db.command({ collMod: 'free', cappedMax: 3 }))).toBe(72);
  });

  it('is made of another collection', async () => {
    const free = db.collection<Numbered>('converted');
    await free.insertMany(range(0, 200).map((_id) => ({ _id, text: 'x'.repeat(100) })));
    await free.createIndex({ text: 1 }, {}, {});
    await db.command({ cloneCollectionAsCapped: 'converted', toCollection: 'clone', size: 8_192 });
    await db.command({ convertToCapped: 'converted', size: 8_192 });
    const left = await ids(free);
    expect(left).toEqual(range(200 - left.length, 200));
    expect(left.length).toBeGreaterThan(50);
    expect(await ids(db.collection<Numbered>('clone'))).toEqual(left);
    expect(await free.indexes()).toHaveLength(1);
    expect(await codeOf(db.command({ convertToCapped: 'nothing', size: 4_096 }))).toBe(26);
  });

  it('tells change streams of what goes', async () => {
    const log = await capped('watched', { size: 4_096, max: 1 });
    const stream = log.watch();
    await stream.tryNext();
    await log.insertOne({ _id: 1 });
    await log.insertOne({ _id: 2 });
    const seen: unknown[] = [];
    for (const _ of range(0, 3)) seen.push((await stream.next()).operationType);
    await stream.close();
    expect(seen).toEqual(['insert', 'insert', 'delete']);
  });

  it('refuses transactions, expiry, $out, tailable cursors and wrong options', async () => {
    const log = await capped('strict', { size: 4_096 });
    await log.insertOne({ _id: 1 });
    const inTransaction = test.client.withSession(async (session) => {
      session.startTransaction();
      await log.insertOne({ _id: 2 }, { session });
    });
    expect(await codeOf(inTransaction)).toBe(263);
    expect(await codeOf(log.createIndex({ at: 1 }, { expireAfterSeconds: 1 }, {}))).toBe(67);
    expect(await codeOf(log.aggregate([{ $out: 'strict' }]).toArray())).toBe(17152);
    expect(await codeOf(log.find({}, { tailable: true }).toArray())).toBe(115);
    const wrong = [{ capped: true }, { size: 5_000 }, { max: 5 }, { capped: true, size: 0 }];
    expect(await Promise.all(wrong.map((options) => codeOf(db.createCollection('no', options))))).toEqual([
      72, 72, 72, 2,
    ]);
  });

  it('tells its bounds as whole numbers', async () => {
    await capped('wholes', { size: new Double(4_096.5), max: new Double(7) });
    const [listed] = await db.listCollections({ name: 'wholes' }, { promoteValues: false }).toArray();
    expect(listed).toMatchObject({ options: { size: { _bsontype: 'Int32' }, max: { _bsontype: 'Int32' } } });
  });

  it('is as it was after a restart, its indexes too', async () => {
    await test.client.close();
    await test.server.stop();
    expect((await checkDatabase(test.dataDir)).problems).toEqual([]);
    test = await startTestServer({ dataDir: test.dataDir });
    db = test.client.db('test');
    const log = db.collection<Numbered>('log');
    await log.insertOne({ _id: 1_000 });
    expect(await log.countDocuments()).toBe(5);
    expect((await ids(log)).at(-1)).toBe(1_000);
  });
});
