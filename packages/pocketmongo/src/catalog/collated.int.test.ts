import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Db, Document } from 'mongodb';
import { checkDatabase } from '../check/check-database.ts';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Word = { _id: string; word: string; n?: number };
const ci = { locale: 'en', strength: 2 } as const;

let test: TestServer;
let db: Db;
beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('collated');
});
afterAll(() => test.close());

const stagesOf = (explained: Document): string => JSON.stringify(explained);
const create = (collection: string, ...indexes: Document[]) =>
  codeOf(db.command({ createIndexes: collection, indexes }));

describe('a collection with a collation', () => {
  let words: Collection<Word>;

  beforeAll(async () => {
    words = await db.createCollection<Word>('words', { collation: ci });
    await words.insertMany([
      { _id: 'a', word: 'Éclair' },
      { _id: 'b', word: 'eclair' },
      { _id: 'c', word: 'ÉCLAIR' },
    ]);
  });

  it('lists it, whole', async () => {
    const [info] = await db.listCollections({ name: 'words' }).toArray();
    expect(info).toMatchObject({ options: { collation: { ...ci, caseLevel: false, version: '57.1' } } });
    expect(info).toMatchObject({ idIndex: { collation: ci } });
    expect(await codeOf(db.createCollection('words', { collation: ci }))).toBeUndefined();
    expect(await codeOf(db.createCollection('words'))).toBe(48);
  });

  it('compares by it in every command that names none', async () => {
    expect(await words.countDocuments({ word: 'éclair' })).toBe(2);
    expect(await words.estimatedDocumentCount()).toBe(3);
    expect(await words.distinct('word')).toEqual(['eclair', 'Éclair']);
    expect(await words.find({ _id: 'A' }).toArray()).toHaveLength(1);
    expect(await words.find({ word: 'éclair' }).collation({ locale: 'simple' }).toArray()).toEqual([]);
    const groups = await words.aggregate([{ $group: { _id: '$word' } }]).toArray();
    expect(groups).toHaveLength(2);
    const { matchedCount } = await words.updateMany({ word: 'éclair' }, { $inc: { n: 1 } });
    expect(matchedCount).toBe(2);
    expect(await words.findOneAndUpdate({ word: 'ECLAIR' }, { $set: { n: 5 } })).toMatchObject({ _id: 'b' });
    expect((await words.deleteOne({ _id: 'B' })).deletedCount).toBe(1);
    expect(await codeOf(words.insertOne({ _id: 'C', word: 'x' }))).toBe(11000);
  });

  it('gives it to its indexes; $out keeps both', async () => {
    await words.createIndexes([
      { key: { word: 1 }, name: 'ci' },
      { key: { word: 1 }, name: 'bytes', collation: { locale: 'simple' } },
    ]);
    const shown = async (name: string) =>
      (await db.collection(name).indexes()).map(
        (index) => (index as { collation?: { strength: number } }).collation?.strength,
      );
    expect(await shown('words')).toEqual([2, 2, undefined]);
    await db.collection('source').insertOne({ _id: 1 as never, word: 'x' });
    await db
      .collection('source')
      .aggregate([{ $out: 'words' }])
      .toArray();
    expect(await shown('words')).toEqual([2, 2, undefined]);
  });
});

describe('an index with a collation', () => {
  let people: Collection<Word>;

  beforeAll(async () => {
    people = db.collection<Word>('people');
    await people.insertMany(
      ['Zoë', 'anna', 'Anna', 'ｚoë', 'Straße', 'strasse', 'bert'].map((word, i) => ({
        _id: `${i}`,
        word,
        n: i,
      })),
    );
    await people.createIndexes([{ key: { word: 1 }, name: 'bytes' }]);
    await people.createIndexes([{ key: { word: 1 }, name: 'ci', collation: ci }]);
  });

  it('answers queries of the same collation only', async () => {
    const found = people.find({ word: 'ANNA' }).collation(ci);
    expect((await found.clone().toArray()).map(({ _id }) => _id).sort()).toEqual(['1', '2']);
    expect(stagesOf(await found.explain('queryPlanner'))).toContain('"indexName":"ci"');
    expect(stagesOf(await people.find({ word: 'anna' }).explain('queryPlanner'))).toContain('"bytes"');
    const other = people.find({ word: 'anna' }).collation({ ...ci, strength: 1 });
    expect(stagesOf(await other.explain('queryPlanner'))).toContain('COLLSCAN');
    expect(await other.toArray()).toHaveLength(2);
    expect(await people.find({ word: 'ZOË' }).collation(ci).toArray()).toHaveLength(2);
    expect(await people.find({ word: 'ＺOË' }).collation(ci).toArray()).toHaveLength(2);
    expect(await people.countDocuments({ word: { $gte: 'ANNA', $lt: 'c' } }, { collation: ci })).toBe(3);
  });

  it('has to be named where its keys are another’s', async () => {
    expect(await codeOf(people.find().hint({ word: 1 }).toArray())).toBe(2);
    expect(await codeOf(db.command({ dropIndexes: 'people', index: { word: 1 } }))).toBe(181);
    expect(await people.find({ word: 'anna' }).hint('ci').toArray()).toHaveLength(1);
  });

  it('is unique by its collation, and says so', async () => {
    await create('names', { key: { name: 1, n: 1 }, name: 'u', unique: true, collation: ci });
    const names = db.collection('names');
    await names.insertOne({ name: 'Anna', n: 1 });
    await names.insertOne({ name: 'ｗide', n: 1 });
    for (const name of ['ANNA', 'WIDE', 'ｗIDE', 'ａnna'])
      expect(await codeOf(names.insertOne({ name, n: 1 }))).toBe(11000);
    expect(
      await codeOf(
        names.insertMany([
          { name: 'ANNA', n: 2 },
          { name: 5, n: 1 },
        ]),
      ),
    ).toBeUndefined();
    const error = await names.insertOne({ name: 'anna', n: 1 }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ keyValue: { name: 'anna', n: 1 }, collation: ci });
    expect(String(error)).toContain('index: u collation: {');
    expect(await create('people', { key: { word: 1 }, name: 'one', unique: true, collation: ci })).toBe(
      11000,
    );
    expect(await people.indexes()).toHaveLength(3);
  });

  it('keeps transactions apart that add strings that it may call equal', async () => {
    await create('handles', { key: { name: 1 }, name: 'u', unique: true, collation: ci });
    const handles = db.collection('handles');
    await test.client.withSession((first) =>
      test.client.withSession(async (second) => {
        first.startTransaction();
        second.startTransaction();
        await handles.insertOne({ name: 'ａda' }, { session: first });
        await handles.insertOne({ other: 1, name: 7 }, { session: second });
        expect(await codeOf(handles.insertOne({ name: 'ada' }, { session: second }))).toBe(112);
        await first.commitTransaction();
      }),
    );
    expect(await codeOf(handles.insertOne({ name: 'ADA' }))).toBe(11000);
  });

  it('of another collation is no help where strings decide what a partial index holds', async () => {
    const stock = db.collection('stock');
    await stock.insertMany([
      { state: 'new', n: 1 },
      { state: 'NEW', n: 1 },
    ]);
    const filter = { partialFilterExpression: { state: 'new' } };
    await create('stock', { key: { n: 1 }, name: 'new', ...filter });
    expect(await stock.find({ state: 'new', n: 1 }).collation(ci).toArray()).toHaveLength(2);
    expect(stagesOf(await stock.find({ state: 'new', n: 1 }).explain('queryPlanner'))).toContain('IXSCAN');
    await create('stock', { key: { n: 1 }, name: 'anyNew', collation: ci, ...filter });
    const found = stock.find({ state: 'New', n: 1 }).collation(ci);
    expect(stagesOf(await found.explain('queryPlanner'))).toContain('"anyNew"');
    expect(await found.toArray()).toHaveLength(2);
  });

  it('can be none of these kinds', async () => {
    for (const kind of ['text', '2d', 'hashed'])
      expect(await create('kinds', { key: { a: kind }, name: 'k', collation: ci })).toBe(67);
    await db.createCollection('collatedKinds', { collation: ci });
    expect(await create('collatedKinds', { key: { a: 'text' }, name: 't' })).toBe(67);
    const simple = { key: { a: 'text' }, name: 't', collation: { locale: 'simple' } };
    expect(await create('collatedKinds', simple)).toBeUndefined();
    expect(await create('kinds', { key: { a: 1 }, name: 'k', collation: { locale: 'nowhere' } })).toBe(2);
  });
});

it('leave a sound database', async () => {
  const folder = `${test.dataDir}-copy`;
  await test.server.backup(folder);
  const { problems } = await checkDatabase(folder);
  expect(problems).toEqual([]);
});
