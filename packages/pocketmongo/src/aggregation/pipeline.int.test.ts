import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Collection, Decimal128, type Document, Long } from 'mongodb';
import { startTestServer, type TestServer } from '../../test/server.ts';

let test: TestServer;
let sales: Collection;

beforeAll(async () => {
  test = await startTestServer();
  const db = test.client.db('test');
  sales = db.collection('sales');
  await sales.insertMany([
    {
      sku: 'a',
      n: 2,
      price: Decimal128.fromString('1.10'),
      cents: Long.fromString('9007199254740993'),
      tags: ['x', 'y'],
    },
    { sku: 'b', n: 1, price: Decimal128.fromString('2.20'), cents: Long.fromNumber(1), tags: [] },
    { sku: 'a', n: 5, price: Decimal128.fromString('3.30'), cents: Long.fromNumber(2), tags: ['y'] },
  ]);
  await db.collection<{ _id: string; name: string }>('skus').insertMany([
    { _id: 'a', name: 'Apple' },
    { _id: 'b', name: 'Bread' },
  ]);
});
afterAll(() => test.close());

const run = (pipeline: Document[]): Promise<Document[]> =>
  sales.aggregate(pipeline, { promoteLongs: false }).toArray();

describe('a pipeline', () => {
  it('groups exactly over int64 and Decimal128', async () => {
    expect(
      await run([
        {
          $group: {
            _id: '$sku',
            n: { $sum: '$n' },
            cents: { $sum: '$cents' },
            price: { $sum: '$price' },
            most: { $max: '$n' },
          },
        },
        { $sort: { _id: 1 } },
      ]),
    ).toEqual([
      {
        _id: 'a',
        n: 7,
        cents: Long.fromString('9007199254740995'),
        price: Decimal128.fromString('4.40'),
        most: 5,
      },
      { _id: 'b', n: 1, cents: Long.fromNumber(1), price: Decimal128.fromString('2.20'), most: 1 },
    ]);
  });

  it('matches, sorts, skips, limits and projects', async () => {
    expect(
      await run([
        { $match: { n: { $gte: 1 } } },
        { $sort: { n: -1 } },
        { $skip: 1 },
        { $limit: 1 },
        { $project: { _id: 0, n: 1, twice: { $multiply: ['$n', 2] } } },
      ]),
    ).toEqual([{ n: 2, twice: 4 }]);
  });

  it('matches behind a group', async () => {
    expect(await run([{ $group: { _id: '$sku', c: { $sum: 1 } } }, { $match: { c: { $gt: 1 } } }])).toEqual([
      { _id: 'a', c: 2 },
    ]);
  });

  it('unwinds and counts', async () => {
    expect(await run([{ $unwind: '$tags' }, { $sortByCount: '$tags' }])).toEqual([
      { _id: 'y', count: 2 },
      { _id: 'x', count: 1 },
    ]);
    expect(
      await run([{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }, { $count: 'n' }]),
    ).toEqual([{ n: 4 }]);
  });

  it('joins', async () => {
    const joined = await run([
      { $sort: { n: 1 } },
      { $limit: 1 },
      { $lookup: { from: 'skus', localField: 'sku', foreignField: '_id', as: 'of' } },
      {
        $lookup: {
          from: 'skus',
          let: { s: '$sku' },
          pipeline: [{ $match: { $expr: { $ne: ['$_id', '$$s'] } } }, { $project: { _id: 1 } }],
          as: 'others',
        },
      },
    ]);
    expect(joined[0]).toMatchObject({ of: [{ _id: 'b', name: 'Bread' }], others: [{ _id: 'a' }] });
  });

  it('facets, replaces the root and buckets', async () => {
    expect(
      await run([
        {
          $facet: {
            total: [{ $count: 'n' }],
            first: [{ $sort: { n: 1 } }, { $limit: 1 }, { $replaceWith: { v: '$n' } }],
          },
        },
      ]),
    ).toEqual([{ total: [{ n: 3 }], first: [{ v: 1 }] }]);
    expect(
      await run([
        { $bucket: { groupBy: '$n', boundaries: [0, 2, 10], output: { skus: { $push: '$sku' } } } },
      ]),
    ).toEqual([
      { _id: 0, skus: ['b'] },
      { _id: 2, skus: ['a', 'a'] },
    ]);
  });

  it('refuses unknown stages by name, even behind an empty result', async () => {
    await expect(run([{ $match: { _id: 'none' } }, { $bogus: {} }])).rejects.toMatchObject({ code: 40324 });
    await expect(run([{ $listSampledQueries: {} }])).rejects.toThrow('$listSampledQueries');
  });
});
