import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decimal128, Long } from 'bson';
import type { Collection, Document, FindOptions } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../test/server.ts';

type Thing = { _id: number; a?: unknown; b?: unknown; tags?: unknown };
let test: TestServer;
let things: Collection<Thing>;

beforeAll(async () => {
  test = await startTestServer();
  things = test.client.db('test').collection<Thing>('things');
  await things.insertMany([
    { _id: 1, a: 1, b: 'x', tags: ['p', 'q'] },
    { _id: 2, a: 2, b: 'y', tags: ['q'] },
    { _id: 3, a: 2, b: 'z' },
    { _id: 4, a: Decimal128.fromString('3.10'), b: { c: 1 } },
    { _id: 5, a: 'text' },
    { _id: 6 },
  ]);
  await things.createIndexes([
    { key: { a: 1, b: -1 } },
    { key: { tags: 1 } },
    { key: { b: 'hashed' } },
    { key: { b: 1 }, name: 'b-1', sparse: true },
  ]);
});
afterAll(() => test.close());

const ids = async (options: FindOptions, filter: Document = {}): Promise<number[]> =>
  (await things.find(filter, options).toArray()).map(({ _id }) => _id);

describe('min and max', () => {
  const hint = { a: 1, b: -1 };

  it('bound the keys of the hinted index: from min on, up to max', async () => {
    expect(await ids({ hint, min: { a: 2, b: 'z' } })).toEqual([3, 2, 4, 5]);
    expect(await ids({ hint, max: { a: 2, b: 'y' } })).toEqual([6, 1, 3]);
    expect(await ids({ hint, min: { a: 1, b: 'x' }, max: { a: 2, b: 'y' } })).toEqual([1, 3]);
    expect(await ids({ hint: 'a_1_b_-1', min: { a: 1, b: 'x' } }, { b: 'y' })).toEqual([2]);
    expect(await ids({ hint: { _id: 1 }, min: { _id: 3 }, max: { _id: 5 }, sort: { _id: -1 } })).toEqual([
      4, 3,
    ]);
    expect(await ids({ hint: { tags: 1 }, min: { tags: 'p' }, max: { tags: 'z' } })).toEqual([1, 2]);
  });

  it.each<[string, FindOptions, number]>([
    ['no hint', { min: { a: 1, b: 1 } }, 51173],
    ['a hint of the natural order', { min: { a: 1, b: 1 }, hint: { $natural: 1 } }, 51173],
    ['fields that the index does not have', { hint, min: { a: 1 } }, 51174],
    ['another order of the fields', { hint, min: { b: 1, a: 1 } }, 51174],
    ['a hashed index', { hint: { b: 'hashed' }, min: { b: 1 } }, 51174],
    ['bounds upside down', { hint, min: { a: 2, b: 'x' }, max: { a: 1, b: 'x' } }, 51175],
    ['bounds of different fields', { hint, min: { a: 1, b: 1 }, max: { a: 2 } }, 51176],
  ])('are refused with %s', async (_what, options, code) => {
    expect(await codeOf(things.find({}, options).toArray())).toBe(code);
  });
});

it('min and max follow the collation of the index', async () => {
  const db = test.client.db('bounds');
  const collation = { locale: 'en', strength: 2 };
  const words = db.collection('words');
  await words.insertMany(['Pear', 'apple', 'Banana', 'cherry'].map((w) => ({ w })));
  await db.command({ createIndexes: 'words', indexes: [{ key: { w: 1 }, name: 'w', collation }] });
  const between = (min: string, options: FindOptions = { collation }) =>
    words.find({}, { hint: 'w', min: { w: min }, max: { w: 'D' }, ...options }).toArray();
  expect((await between('BANANA')).map(({ w }) => w as string)).toEqual(['Banana', 'cherry']);
  expect(await codeOf(between('B', {}))).toBe(51174);
  await words.insertOne({ w: '\u4e2d' });
  expect(await codeOf(between('B'))).toBe(115);
});

describe('returnKey', () => {
  const keys = (filter: Document, options: FindOptions = {}) =>
    things.find(filter, { ...options, returnKey: true }).toArray();

  it('gives the keys that found the documents, exactly', async () => {
    expect(await keys({ a: { $gte: 1 } })).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'z' },
      { a: 2, b: 'y' },
      { a: Decimal128.fromString('3.10'), b: { c: 1 } },
    ]);
    expect(await keys({ tags: { $gt: 'p' } })).toEqual([{ tags: 'q' }, { tags: 'q' }]);
    expect(await keys({}, { hint: 'a_1_b_-1', limit: 1 })).toEqual([{ a: null, b: null }]);
  });

  it('tells path and value of a wildcard index, and the hash of a hashed one', async () => {
    const db = test.client.db('keys');
    const made = db.collection('made');
    await made.insertMany([
      { a: { b: 1 }, shop: 's', h: 'string to hash' },
      { a: { b: [2, 3] }, shop: 't' },
    ]);
    await db.command({
      createIndexes: 'made',
      indexes: [
        { key: { 'a.$**': 1 }, name: 'wild' },
        { key: { shop: 1, 'a.$**': 1 }, name: 'beside' },
        { key: { h: 'hashed' }, name: 'hash' },
      ],
    });
    const keyOf = (filter: Document, hint: string) => made.find(filter, { hint, returnKey: true }).toArray();
    expect(await keyOf({ 'a.b': 1 }, 'wild')).toEqual([{ $_path: 'a.b', 'a.b': 1 }]);
    expect(await keyOf({ 'a.b': { $gt: 2 } }, 'wild')).toEqual([{ $_path: 'a.b', 'a.b': 3 }]);
    expect(await keyOf({ shop: 't', 'a.b': 2 }, 'beside')).toEqual([{ shop: 't', $_path: 'a.b', 'a.b': 2 }]);
    const [hashed] = await keyOf({ h: 'string to hash' }, 'hash');
    expect(String(hashed?.['h'])).toBe('763543691661428748');
  });

  it('gives nothing where no index was used', async () => {
    expect(await keys({ none: null, _id: { $ne: 1 } }, { hint: { $natural: 1 }, limit: 1 })).toEqual([{}]);
  });
});

describe('showRecordId', () => {
  it('adds the place of each document in the collection, also behind a projection', async () => {
    const options = { showRecordId: true, projection: { b: 1 }, promoteLongs: false };
    const found = (await things.find({ a: 2 }, options).sort({ _id: 1 }).toArray()) as unknown as Document[];
    const places = found.map((each) => each['$recordId'] as Long);
    expect(found[0]).toMatchObject({ _id: 2, b: 'y' });
    expect(places.every((place) => Long.isLong(place))).toBe(true);
    expect(Number(places[1])).toBeGreaterThan(Number(places[0]));
  });
});

describe('the natural order', () => {
  it('goes both ways, as a sort and as a hint', async () => {
    expect(await ids({ sort: { $natural: -1 } })).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await ids({ hint: { $natural: -1 } }, { a: 2 })).toEqual([3, 2]);
    expect(await codeOf(ids({ hint: { $natural: 3 } }))).toBe(2);
  });
});

describe('explain', () => {
  it('tells more with each verbosity, and what each stage did', async () => {
    const cursor = () => things.find({ a: { $gt: 1 }, b: /^[xy]/u }, { projection: { tags: 1 } }).limit(5);
    const planned = await cursor().explain('queryPlanner');
    expect(planned).not.toHaveProperty('executionStats');
    expect(planned['queryPlanner']).toMatchObject({
      rejectedPlans: expect.any(Array),
      indexFilterSet: false,
    });
    const run = await cursor().explain('executionStats');
    expect(run['executionStats']).not.toHaveProperty('allPlansExecution');
    expect(run['executionStats']).toMatchObject({
      nReturned: 1,
      totalKeysExamined: 3,
      totalDocsExamined: 2,
      executionStages: {
        stage: 'LIMIT',
        inputStage: {
          stage: 'PROJECTION_SIMPLE',
          inputStage: {
            stage: 'FETCH',
            nReturned: 1,
            docsExamined: 2,
            inputStage: { stage: 'IXSCAN', keysExamined: 3, indexName: 'a_1_b_-1' },
          },
        },
      },
    });
    const all = await cursor().explain('allPlansExecution');
    expect(all['executionStats']).toMatchObject({ allPlansExecution: [] });
  });
});
