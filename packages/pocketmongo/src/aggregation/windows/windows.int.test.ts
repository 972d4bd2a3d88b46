import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Db, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../../test/server.ts';

let test: TestServer;
let db: Db;

beforeAll(async () => {
  test = await startTestServer();
  db = test.client.db('test');
});
afterAll(() => test.close());

const over = (documents: Document[], ...stages: Document[]): Promise<Document[]> =>
  db.aggregate([{ $documents: documents }, ...stages]).toArray();

const at = (text: string): Date => new Date(`${text}Z`);

const CAKES = [
  { id: 0, state: 'CA', price: 13, quantity: 120, date: at('2020-05-18T14:10:30') },
  { id: 1, state: 'WA', price: 14, quantity: 140, date: at('2021-03-20T11:30:05') },
  { id: 2, state: 'CA', price: 12, quantity: 145, date: at('2021-01-11T06:31:15') },
  { id: 3, state: 'WA', price: 13, quantity: 104, date: at('2020-02-08T13:13:23') },
  { id: 4, state: 'CA', price: 41, quantity: 162, date: at('2019-05-18T16:09:01') },
  { id: 5, state: 'WA', price: 43, quantity: 134, date: at('2019-01-08T06:12:03') },
];

/** `[id, value]` of each cake, in the order of the result. */
async function cakes(sortBy: Document, definition: Document): Promise<unknown[]> {
  const stage = { $setWindowFields: { partitionBy: '$state', sortBy, output: { 'x.v': definition } } };
  return (await over(CAKES, stage)).map(({ id, x }) => [id, (x as Document)['v']] as unknown);
}

describe('$setWindowFields', () => {
  it.each<[Document, Document, unknown[]]>([
    [
      { date: 1 },
      { $sum: '$quantity', window: { documents: ['unbounded', 'current'] } },
      [[4, 162], [0, 282], [2, 427], [5, 134], [3, 238], [1, 378]],
    ],
    [
      { date: 1 },
      { $push: '$id', window: { documents: [-1, 0] } },
      [[4, [4]], [0, [4, 0]], [2, [0, 2]], [5, [5]], [3, [5, 3]], [1, [3, 1]]],
    ],
    [
      { date: 1 },
      { $push: '$id', window: { documents: [1, 2] } },
      [[4, [0, 2]], [0, [2]], [2, []], [5, [3, 1]], [3, [1]], [1, []]],
    ],
    [
      { price: 1 },
      { $sum: '$quantity', window: { range: [-10, 10] } },
      [[2, 265], [0, 265], [4, 162], [3, 244], [1, 244], [5, 134]],
    ],
    [
      { date: 1 },
      { $push: '$id', window: { range: ['unbounded', 10], unit: 'month' } },
      [[4, [4]], [0, [4, 0, 2]], [2, [4, 0, 2]], [5, [5]], [3, [5, 3]], [1, [5, 3, 1]]],
    ],
    [{ date: 1 }, { $max: '$price' }, [[4, 41], [0, 41], [2, 41], [5, 43], [3, 43], [1, 43]]],
    [{ quantity: -1 }, { $documentNumber: {} }, [[4, 1], [2, 2], [0, 3], [1, 1], [5, 2], [3, 3]]],
    [
      { quantity: -1 },
      { $shift: { output: '$quantity', by: 1, default: 'none' } },
      [[4, 145], [2, 120], [0, 'none'], [1, 134], [5, 104], [3, 'none']],
    ],
    [
      { quantity: 1 },
      { $topN: { n: 1, sortBy: { price: -1 }, output: '$id' }, window: { documents: ['current', 'unbounded'] } },
      [[0, [4]], [2, [4]], [4, [4]], [3, [5]], [5, [5]], [1, [1]]],
    ],
  ])('%j %j', async (sortBy, definition, expected) => {
    expect(await cakes(sortBy, definition)).toEqual(expected);
  }); // prettier-ignore

  it('ranks equal documents alike', async () => {
    const output = { rank: { $rank: {} }, dense: { $denseRank: {} }, number: { $documentNumber: {} } };
    const found = await over([{ v: 2 }, { v: 1 }, { v: 2 }, { v: 3 }], {
      $setWindowFields: { sortBy: { v: 1 }, output },
    });
    expect(found).toEqual([
      { v: 1, rank: 1, dense: 1, number: 1 },
      { v: 2, rank: 2, dense: 2, number: 2 },
      { v: 2, rank: 2, dense: 2, number: 3 },
      { v: 3, rank: 4, dense: 3, number: 4 },
    ]);
  });

  it('knows averages that forget, slopes, areas and covariances', async () => {
    const seconds = (second: number): Date => new Date(Date.UTC(2020, 4, 18, 14, 10, second));
    const miles = [1295.1, 1295.63, 1296.25].map((v, index) => ({ v, w: index * 2, t: seconds(index * 30) }));
    const found = await over(miles, {
      $setWindowFields: {
        sortBy: { t: 1 },
        output: {
          n: { $expMovingAvg: { input: '$w', N: 3 } },
          alpha: { $expMovingAvg: { input: '$w', alpha: 0.5 } },
          slope: { $derivative: { input: '$v', unit: 'hour' }, window: { range: [-30, 0], unit: 'second' } },
          area: {
            $integral: { input: '$w', unit: 'minute' },
            window: { documents: ['unbounded', 'current'] },
          },
          together: { $covariancePop: ['$w', '$w'] },
        },
      },
    });
    expect(found.map(({ n, alpha, area }) => [n, alpha, area] as unknown)).toEqual([
      [0, 0, 0],
      [1, 1, 0.5],
      [2.5, 2.5, 2],
    ]);
    expect(found[0]?.['slope']).toBeNull();
    expect(found[1]?.['slope']).toBeCloseTo(63.6, 5);
    expect(found[2]?.['slope']).toBeCloseTo(74.4, 5);
    expect(found[0]?.['together']).toBeCloseTo(8 / 3, 10);
  });

  it.each<[Document, unknown]>([
    [{ output: { v: { $sum: 1, window: { documents: [1, 0] } } }, sortBy: { a: 1 } }, 5339900],
    [{ output: { v: { $sum: 1, window: { documents: [-1, 0] } } } }, 5339901],
    [{ output: { v: { $sum: 1, window: { range: [-1, 0] } } }, sortBy: { a: 1, b: 1 } }, 5339902],
    [{ output: { v: { $sum: 1, window: { range: [-1, 0] } } }, sortBy: { a: 1 } }, 5429414],
    [{ output: { v: { $rank: {} } } }, 5371602],
    [{ output: { v: { $bogus: 1 } } }, 9],
    [{ output: { v: { $sum: 1 }, 'v.w': { $sum: 1 } } }, 31249],
    [{ partitionBy: [1], output: { v: { $sum: 1 } } }, 14],
    [{ sortBy: { a: 1 }, output: { v: { $derivative: { input: '$a' } } } }, 9],
  ])('refuses %j', async (stage, code) => {
    expect(await codeOf(over([{ a: 'text' }], { $setWindowFields: stage }))).toBe(code);
  });
});

describe('$sampleRate', () => {
  it('lets documents through by chance', async () => {
    expect(await over(CAKES, { $match: { $sampleRate: 0 } })).toEqual([]);
    expect(await over(CAKES, { $match: { $sampleRate: 1 } })).toHaveLength(6);
    expect(await codeOf(over(CAKES, { $match: { $sampleRate: 2 } }))).toBe(2);
  });
});

describe('$fill', () => {
  const PRICES = [500, null, undefined, 515, null, null, 485].map((price, h) => ({
    h,
    ...(price !== undefined && { price }),
  }));

  it.each<[Document, unknown[]]>([
    [{ method: 'linear' }, [500, 505, 510, 515, 505, 495, 485]],
    [{ method: 'locf' }, [500, 500, 500, 515, 515, 515, 485]],
    [{ value: { $add: ['$h', 1] } }, [500, 2, 3, 515, 5, 6, 485]],
  ])('%j', async (how, expected) => {
    const found = await over(PRICES, { $fill: { sortBy: { h: 1 }, output: { price: how } } });
    expect(found.map(({ price }) => price as unknown)).toEqual(expected);
  });

  it('keeps to partitions', async () => {
    const documents = [
      { p: 1, h: 1, v: 1 },
      { p: 2, h: 2 },
      { p: 1, h: 3 },
    ];
    const fill = { partitionByFields: ['p'], sortBy: { h: 1 }, output: { v: { method: 'locf' } } };
    expect(await over(documents, { $fill: fill })).toEqual([
      { p: 1, h: 1, v: 1 },
      { p: 1, h: 3, v: 1 },
      { p: 2, h: 2, v: null },
    ]);
    expect(await codeOf(over([], { $fill: { output: { v: { method: 'locf' } } } }))).toBe(9);
    expect(await codeOf(over([], { $fill: { sortBy: { h: 1 }, output: { v: { method: 'x' } } } }))).toBe(9);
  });
});

describe('$densify', () => {
  const COFFEE = [
    ...[600, 750, 950].map((v) => ({ p: 'typica', v })),
    ...[1250, 1700].map((v) => ({ p: 'gesha', v })),
  ];
  const altitudes = async (bounds: unknown): Promise<unknown> => {
    const range = { bounds, step: 200 };
    const found = await over(COFFEE, { $densify: { field: 'v', partitionByFields: ['p'], range } });
    return ['typica', 'gesha'].map((name) => found.filter(({ p }) => p === name).map(({ v }) => v as number));
  };

  it('within partitions, over all, or within bounds', async () => {
    expect(await altitudes('partition')).toEqual([
      [600, 750, 800, 950],
      [1250, 1450, 1650, 1700],
    ]);
    expect(await altitudes('full')).toEqual([
      [600, 750, 800, 950, 1000, 1200, 1400, 1600],
      [600, 800, 1000, 1200, 1250, 1400, 1600, 1700],
    ]);
    expect(await altitudes([700, 1100])).toEqual([
      [600, 700, 750, 900, 950],
      [700, 900, 1250, 1700],
    ]);
  });

  it('counts dates by units', async () => {
    const range = { step: 1, unit: 'month', bounds: 'full' };
    const found = await over([{ t: at('2024-01-31T00:00:00') }, { t: at('2024-04-30T00:00:00') }, { n: 1 }], {
      $densify: { field: 't', range },
    });
    expect(found).toEqual([
      { n: 1 },
      ...['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30'].map((day) => ({
        t: at(`${day}T00:00:00`),
      })),
    ]);
  });

  it.each<[Document, number]>([
    [{ step: 0, bounds: 'full' }, 5733401],
    [{ step: 1, bounds: [2, 1] }, 5733402],
    [{ step: 1, bounds: 'half' }, 5946800],
    [{ step: 1, unit: 'day', bounds: 'full' }, 6053600],
    [{ step: 1, bounds: [0, 1_000_000] }, 5897900],
  ])('refuses %j', async (range, code) => {
    expect(await codeOf(over([{ v: 1 }], { $densify: { field: 'v', range } }))).toBe(code);
  });
});
