import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Collection, Document } from 'mongodb';
import { codeOf, startTestServer, type TestServer } from '../../../test/server.ts';

const EARTH = 6_378_100;
const point = (x: number, y: number) => ({ type: 'Point', coordinates: [x, y] });
const square = (low: number, high: number) => ({
  type: 'Polygon',
  coordinates: [[[low, low], [high, low], [high, high], [low, high], [low, low]]],
}); // prettier-ignore
const reversed = ({ type, coordinates }: ReturnType<typeof square>) => ({
  type,
  coordinates: coordinates.map((ring) => ring.toReversed()),
});

let test: TestServer;
let places: Collection;
beforeAll(async () => {
  test = await startTestServer();
  places = test.client.db('test').collection('places');
  await places.createIndexes([{ key: { at: '2dsphere' } }, { key: { flat: '2d' } }]);
  const random = fc.sample(fc.tuple(fc.integer({ min: -90, max: 90 }), fc.integer({ min: -60, max: 60 })), {
    numRuns: 120,
    seed: 9,
  });
  await places.insertMany(
    random.map(([x, y], i) => ({ kind: i % 2 === 0 ? 'even' : 'odd', flat: [x, y], at: point(x, y) })),
  );
  await places.insertMany([{ kind: 'area', at: square(70, 72) }, { kind: 'nowhere' }]);
});
afterAll(() => test.close());

const near = (spec: Document, ...more: Document[]) =>
  places.aggregate([{ $geoNear: { distanceField: 'd.far', ...spec } }, ...more]).toArray();

/** By the haversine formula. */
function meters([x1, y1]: readonly number[], [x2, y2]: readonly number[]): number {
  const [a1, a2] = [((y1 ?? 0) * Math.PI) / 180, ((y2 ?? 0) * Math.PI) / 180];
  const half = (((x2 ?? 0) - (x1 ?? 0)) * Math.PI) / 180 / 2;
  const h = Math.sin((a2 - a1) / 2) ** 2 + Math.cos(a1) * Math.cos(a2) * Math.sin(half) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(h));
}

describe('$geoNear', () => {
  it('gives what a look at all places gives, nearest first', async () => {
    const all = await places.find({ flat: { $exists: true } }).toArray();
    const spots = fc.sample(
      fc.tuple(fc.integer({ min: -80, max: 80 }), fc.integer({ min: -50, max: 50 })),
      12,
    );
    for (const [x, y] of spots) {
      const expected = all
        .map((each) => meters([x, y], each['flat'] as number[]))
        .filter((far) => far >= 500_000 && far <= 6_000_000)
        .sort((a, b) => a - b);
      const spec = {
        near: point(x, y),
        key: 'at',
        spherical: true,
        minDistance: 500_000,
        maxDistance: 6_000_000,
      };
      const found = await near({ ...spec, query: { kind: { $ne: 'area' } } });
      expect(found).toHaveLength(expected.length);
      for (const [i, each] of found.entries()) {
        expect((each['d'] as { far: number }).far / (expected[i] ?? 0)).toBeCloseTo(1, 6);
      }
    }
  });

  it('measures on the plane and in radians for a pair, times the multiplier, and tells the place', async () => {
    const [flat] = await near({ near: [0, 0], key: 'flat', includeLocs: 'd.place' }, { $limit: 1 });
    const [x = 0, y = 0] = flat?.['flat'] as number[];
    expect(flat?.['d']).toEqual({ far: Math.hypot(x, y), place: [x, y] });
    const spherical = { near: [0, 0], key: 'flat', spherical: true, distanceMultiplier: EARTH };
    const [round] = await near(spherical, { $limit: 1 });
    const far = meters([0, 0], round?.['flat'] as number[]);
    expect((round?.['d'] as { far: number }).far / far).toBeCloseTo(1, 6);
  });

  it('measures to the border of an area, 0 inside of it', async () => {
    const query = { kind: 'area' };
    const [inside] = await near({ near: point(71, 71), key: 'at', query });
    expect(inside?.['d']).toEqual({ far: 0 });
    const [outside] = await near({ near: point(71, 69), key: 'at', query });
    expect((outside?.['d'] as { far: number }).far).toBeCloseTo(meters([71, 69], [71, 70]), -3);
  });

  it('reads the variables of its command, and stands in a $lookup', async () => {
    const found = await near({ near: point(0, 0), key: 'at', query: { kind: 'odd' } }, { $count: 'n' });
    expect(found).toEqual([{ n: 60 }]);
    const pipeline = [{ $geoNear: { near: point(0, 0), key: 'at', distanceField: 'd' } }, { $limit: 2 }];
    const joined = await places
      .aggregate([{ $match: { kind: 'nowhere' } }, { $lookup: { from: 'places', as: 'close', pipeline } }])
      .toArray();
    expect(joined[0]?.['close']).toHaveLength(2);
  });

  it.each<[string, Document[], number]>([
    ['no near', [{ $geoNear: { distanceField: 'd' } }], 5_860_400],
    ['no field for the distance', [{ $geoNear: { near: [0, 0] } }], 16_606],
    [
      'a place that is not the first',
      [{ $match: {} }, { $geoNear: { near: [0, 0], distanceField: 'd' } }],
      40_603,
    ],
    ['a key without an index', [{ $geoNear: { near: [0, 0], distanceField: 'd', key: 'x' } }], 291],
    ['an argument that it does not have', [{ $geoNear: { near: [0, 0], distanceField: 'd', limit: 1 } }], 2],
    ['a negative distance', [{ $geoNear: { near: [0, 0], distanceField: 'd', maxDistance: -1 } }], 2],
  ])('is refused with %s', async (_what, pipeline, code) => {
    expect(await codeOf(places.aggregate(pipeline).toArray())).toBe(code);
  });

  it('needs an index for places', async () => {
    const bare = test.client.db('test').collection('bare');
    await bare.insertOne({ at: [0, 0] });
    expect(await codeOf(bare.aggregate([{ $geoNear: { near: [0, 0], distanceField: 'd' } }]).toArray())).toBe(
      27,
    );
  });
});

describe('places in filters', () => {
  const within = (geometry: Document) =>
    places.countDocuments({ at: { $geoWithin: { $geometry: geometry } } });

  it('lie in a polygon whichever way it winds', async () => {
    const inside = await within(square(-40, 40));
    expect(inside).toBeGreaterThan(10);
    expect(await within(reversed(square(-40, 40)))).toBe(inside);
    const crs = { type: 'name', properties: { name: 'EPSG:4326' } };
    expect(await within({ ...square(-40, 40), crs })).toBe(inside);
  });

  it('lie at the left of the border where winding is strict', async () => {
    const crs = { type: 'name', properties: { name: 'urn:x-mongodb:crs:strictwinding:EPSG:4326' } };
    const inside = await within(square(-40, 40));
    expect(await within({ ...square(-40, 40), crs })).toBe(inside);
    const everywhere = await places.countDocuments({ at: { $exists: true } });
    expect(await within({ ...reversed(square(-40, 40)), crs })).toBe(everywhere - inside);
  });

  it('are refused where a border fits on no half of the earth, and in branches of $or', async () => {
    const belt = { type: 'Polygon', coordinates: [[[-120, 0], [0, 0], [120, 0], [-120, 0]]] }; // prettier-ignore
    expect(await codeOf(within(belt))).toBe(115);
    const branches = [{ at: { $near: { $geometry: point(0, 0) } } }, { kind: 'odd' }];
    expect(await codeOf(places.find({ $or: branches }).toArray())).toBe(2);
  });
});
