import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Document } from 'mongodb';
import { Long } from 'bson';
import { startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let goods: Collection;

beforeAll(async () => {
  test = await startTestServer();
  goods = test.client.db('test').collection('goods');
  const kinds = ['a', 'b', 'c', null, 1, Long.fromNumber(1), 1.5, undefined];
  await goods.insertMany(
    Array.from({ length: 1_200 }, (_, i) => ({
      shop: i % 3,
      kind: kinds[i % kinds.length],
      price: (i * 7) % 40,
      tags: ['all', `t${i % 4}`],
      title: `thing ${i}`,
    })),
    { ignoreUndefined: true },
  );
  await goods.createIndexes([
    { key: { kind: 1, price: -1 } },
    { key: { shop: 1, price: 1, kind: 1 } },
    { key: { tags: 1, price: 1 } },
  ]);
});
afterAll(() => test.close());

type Explained = { stages: string[]; keys: number; docs: number };

function read(explained: Document): Explained {
  const cursor = (
    'stages' in explained ? (explained['stages'] as Document[])[0]?.['$cursor'] : explained
  ) as Document;
  const stats = cursor['executionStats'] as Document;
  const stages = [...JSON.stringify(stats['executionStages']).matchAll(/"stage":"([A-Z_]+)"/gu)];
  return {
    stages: stages.map((match) => match[1] ?? ''),
    keys: Number(stats['totalKeysExamined']),
    docs: Number(stats['totalDocsExamined']),
  };
}
const explainCommand = async (command: Document): Promise<Explained> =>
  read(await test.client.db('test').command({ explain: command, verbosity: 'executionStats' }));
const explainPipeline = async (pipeline: Document[]): Promise<Explained> =>
  read(await goods.aggregate(pipeline).explain('executionStats'));

const natural = { hint: { $natural: 1 } };
const sortedJson = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();

describe('counting', () => {
  it('reads keys alone, also where a condition is looked for in the keys', async () => {
    const scan = await explainCommand({ count: 'goods', query: { shop: 1, price: { $gt: 5 } } });
    expect(scan).toMatchObject({ stages: ['COUNT', 'COUNT_SCAN'], docs: 0 });
    const odd = { shop: 1, kind: { $in: ['a', /^b/u] } };
    expect(await explainCommand({ count: 'goods', query: odd })).toMatchObject({ docs: 0 });
    const count = async (more: Document): Promise<unknown> =>
      (await test.client.db('test').command({ count: 'goods', query: odd, ...more }))['n'];
    expect(await count({})).toBe(await count(natural));
    expect((await explainCommand({ count: 'goods' })).stages).toEqual(['RECORD_STORE_FAST_COUNT']);
    const grouped = [{ $match: { shop: 1 } }, { $group: { _id: 1, n: { $sum: 1 } } }];
    expect(await explainPipeline(grouped)).toMatchObject({ docs: 0 });
    expect(await goods.countDocuments({ shop: 1 })).toBe(400);
  });
});

describe('distinct values', () => {
  it('are read by passing by equal keys', async () => {
    const all = await explainCommand({ distinct: 'goods', key: 'kind' });
    expect(all).toMatchObject({ stages: ['DISTINCT_SCAN'], docs: 0 });
    // Null and nothing have one key, all of its entries are read.
    expect(all.keys).toBeLessThan(320);
    const prices = { distinct: 'goods', key: 'price', query: { shop: 2, price: { $gte: 30 } } };
    expect((await explainCommand(prices)).keys).toBeLessThan(20);
  });

  it('have null where some documents have no value and some have null', async () => {
    const sparse = test.client.db('test').collection('sparse');
    await sparse.createIndexes([{ key: { kind: 1 } }]);
    await sparse.insertMany([{}, { kind: null }, { kind: 1 }]);
    expect(await sparse.distinct('kind')).toEqual([null, 1]);
  });

  it('are those of the documents', async () => {
    const filters = [
      {},
      { shop: 2 },
      { shop: 2, price: { $lt: 9 } },
      { kind: { $gt: 0 } },
      { tags: 't1' },
      { title: /1$/u },
    ];
    for (const filter of filters) {
      for (const key of ['kind', 'price', 'shop', 'tags']) {
        const found = await goods.distinct(key, filter);
        expect(sortedJson(found)).toEqual(sortedJson(await goods.distinct(key, filter, natural)));
      }
    }
  });
});

describe('a pipeline', () => {
  it.each<[string, Document[], string[]]>([
    ['$group by an indexed path', [{ $group: { _id: '$kind' } }], ['DISTINCT_SCAN']],
    [
      'the first of each group',
      [{ $sort: { kind: 1, price: -1 } }, { $group: { _id: '$kind', most: { $first: '$price' } } }],
      ['DISTINCT_SCAN'],
    ],
    [
      'sums over indexed fields',
      [{ $match: { shop: 0 } }, { $group: { _id: '$kind', sum: { $sum: '$price' } } }],
      ['IXSCAN'],
    ],
    [
      '$project behind $match, $sort and $limit',
      [
        { $match: { tags: 'all', price: { $gt: 3 } } },
        { $sort: { price: 1 } },
        { $project: { price: 1, _id: 0 } },
        { $limit: 50 },
      ],
      ['LIMIT', 'PROJECTION_COVERED', 'IXSCAN'],
    ],
  ])('reads %s from keys', async (_what, pipeline, stages) => {
    expect(await explainPipeline(pipeline)).toMatchObject({ stages, docs: 0 });
    const found = await goods.aggregate(pipeline).toArray();
    expect(found.length).toBeGreaterThan(3);
    expect(sortedJson(found)).toEqual(sortedJson(await goods.aggregate(pipeline, natural).toArray()));
  });

  it('reads documents where keys do not tell all', async () => {
    const whole = [{ $match: { shop: 0 } }, { $group: { _id: '$kind', one: { $push: '$$ROOT' } } }];
    expect((await explainPipeline(whole)).docs).toBe(400);
    const first = [
      { $sort: { kind: 1, price: -1 } },
      { $group: { _id: '$kind', title: { $first: '$title' } } },
    ];
    expect((await explainPipeline(first)).docs).toBeLessThan(20);
  });
});
