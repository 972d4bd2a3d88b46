import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Collection, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../../test/server.ts';

let test: TestServer;
let places: Collection;
let flat: Collection;

const point = (longitude: number, latitude: number) => ({
  type: 'Point',
  coordinates: [longitude, latitude],
});
const square = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const polygon = (...rings: number[][][]) => ({ type: 'Polygon', coordinates: rings });

beforeAll(async () => {
  test = await startTestServer();
  places = test.client.db('map').collection('places');
  flat = test.client.db('map').collection('flat');
  await places.createIndexes([{ key: { at: '2dsphere' } }]);
  await flat.createIndexes([{ key: { at: '2d' } }]);
  await places.insertMany([
    { name: 'Berlin', at: point(13.4, 52.5) },
    { name: 'Paris', at: point(2.35, 48.86) },
    { name: 'Null Island', at: [0, 0] },
    { name: 'Auckland', at: point(174.76, -36.85) },
    { name: 'Antipode of Paris', at: point(-177.65, -48.86) },
    {
      name: 'Spree',
      at: {
        type: 'LineString',
        coordinates: [
          [13.3, 52.52],
          [13.5, 52.5],
        ],
      },
    },
    { name: 'Germany', at: polygon(square(6, 47, 15, 55)) },
    { name: 'nowhere' },
  ]);
  await flat.insertMany([
    { _id: 1 as never, at: [1, 1] },
    { _id: 2 as never, at: { x: 3, y: 4 } },
    {
      _id: 3 as never,
      at: [
        [9, 9],
        [-6, 8],
      ],
    },
  ]);
});
afterAll(() => test.close());

const names = async (at: Document): Promise<unknown[]> =>
  (await places.find({ at }).sort({ name: 1 }).toArray()).map(({ name }) => name as unknown);
const ids = async (at: Document): Promise<unknown[]> =>
  (await flat.find({ at }).toArray()).map(({ _id }) => _id as unknown);

describe('$geoWithin', () => {
  it.each<[string, Document, string[]]>([
    ['a polygon', { $geometry: polygon(square(5, 46, 16, 56)) }, ['Berlin', 'Germany', 'Spree']],
    [
      'a polygon with a hole',
      { $geometry: polygon(square(5, 46, 16, 56), square(13.35, 52.4, 13.45, 52.6)) },
      [],
    ],
    [
      'several polygons',
      { $geometry: { type: 'MultiPolygon', coordinates: [[square(2, 48, 3, 49)], [square(-1, -1, 1, 1)]] } },
      ['Null Island', 'Paris'],
    ],
    ['a polygon at the date line', { $geometry: polygon(square(170, -40, -170, -30)) }, ['Auckland']],
    [
      'a circle on the sphere',
      { $centerSphere: [[2.35, 48.86], 1_000 / 6_378.1] },
      ['Berlin', 'Paris', 'Spree'],
    ],
    [
      'a box',
      {
        $box: [
          [-1, -1],
          [3, 49],
        ],
      },
      ['Null Island', 'Paris'],
    ],
  ])('%s', async (name, shape, expected) => {
    const found = await names({ $geoWithin: shape });
    // The hole takes out Berlin, and what crosses it.
    expect(found).toEqual(expected);
    expect(name).not.toBe('');
  });

  it('on the plane', async () => {
    expect(await ids({ $geoWithin: { $center: [[0, 0], 5] } })).toEqual([1, 2]);
    expect(
      await ids({
        $within: {
          $polygon: [
            [0, 0],
            [2, 0],
            [1, 2],
          ],
        },
      }),
    ).toEqual([1]);
    expect(
      await ids({
        $geoWithin: {
          $box: [
            [8, 8],
            [10, 10],
          ],
        },
      }),
    ).toEqual([3]);
  });
});

describe('$geoIntersects', () => {
  it.each<[Document, string[]]>([
    [point(13.4, 52.5), ['Berlin', 'Germany']],
    [
      {
        type: 'LineString',
        coordinates: [
          [13.4, 52],
          [13.4, 53],
        ],
      },
      ['Berlin', 'Germany', 'Spree'],
    ],
    [polygon(square(7, 48, 8, 49)), ['Germany']],
    [polygon(square(0, 40, 20, 60)), ['Berlin', 'Germany', 'Paris', 'Spree']],
  ])('%j', async ($geometry, expected) => {
    expect(await names({ $geoIntersects: { $geometry } })).toEqual(expected);
  });
});

describe('$near', () => {
  it('gives the nearest first, within the limits', async () => {
    const near = (limits: Document) =>
      places
        .find({ at: { $near: { $geometry: point(2.3, 48.8), ...limits } } })
        .map(({ name }) => name as unknown)
        .toArray();
    expect(await near({ $maxDistance: 6_000_000 })).toEqual([
      'Paris',
      'Germany',
      'Spree',
      'Berlin',
      'Null Island',
    ]);
    expect(await near({ $minDistance: 10_000, $maxDistance: 1_000_000 })).toEqual([
      'Germany',
      'Spree',
      'Berlin',
    ]);
    expect(
      (await places.find({ at: { $nearSphere: [2.3, 48.8], $maxDistance: 0.2 } }).toArray()).map(
        ({ name }) => name as unknown,
      ),
    ).toEqual(['Paris', 'Germany', 'Spree', 'Berlin']);
    expect(await names({ $near: point(13, 52), $maxDistance: 100_000 })).toEqual([
      'Berlin',
      'Germany',
      'Spree',
    ]);
    expect(await ids({ $near: [0, 0] })).toEqual([1, 2, 3]);
    expect(await ids({ $near: [10, 10], $maxDistance: 5 })).toEqual([3]);
    expect(
      await flat
        .find({ at: { $near: [9, 9] } })
        .limit(1)
        .toArray(),
    ).toMatchObject([{ _id: 3 }]);
  });

  it('needs an index and its own place in a query', async () => {
    const other = test.client.db('map').collection('other');
    await other.insertOne({ at: [1, 1] });
    expect(await codeOf(other.find({ at: { $near: [0, 0] } }).toArray())).toBe(291);
    expect(await codeOf(flat.aggregate([{ $match: { at: { $near: [0, 0] } } }]).toArray())).toBe(5626500);
  });
});

describe('geo indexes', () => {
  it('refuse what is no place', async () => {
    expect(await codeOf(places.insertOne({ at: point(200, 0) }))).toBe(16755);
    expect(
      await codeOf(
        places.insertOne({
          at: polygon([
            [0, 0],
            [1, 1],
          ]),
        }),
      ),
    ).toBe(16755);
    expect(await codeOf(places.insertOne({ at: 'home' }))).toBe(16755);
    expect(await codeOf(flat.insertOne({ at: [180, 0] }))).toBe(13027);
    expect(await codeOf(flat.insertOne({ at: point(1, 1) }))).toBe(13026);
    expect((await places.indexes()).map(({ key }) => key)).toContainEqual({ at: '2dsphere' });
  });

  it.each<[Document]>([
    [{ $geoWithin: { $geometry: point(1, 1) } }],
    [{ $geoWithin: { $center: [[0, 0], -1] } }],
    [{ $geoIntersects: { $geometry: { type: 'Blob', coordinates: [] } } }],
    [{ $near: 'home' }],
    [{ $maxDistance: 4 }],
  ])('%j is refused', async (at) => {
    expect(await codeOf(places.find({ at }).toArray())).toBe(2);
  });
});
