import { documents, queries } from '../../families/queries.ts';
import { refused } from '../../values.ts';

const point = (longitude: number, latitude: number) => ({
  type: 'Point',
  coordinates: [longitude, latitude],
});
const square = (from: number, to: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [from, from],
      [to, from],
      [to, to],
      [from, to],
      [from, from],
    ],
  ],
});

const ring = (...corners: [number, number][]) => ({
  type: 'Polygon',
  coordinates: [[...corners, corners[0]]],
});
const withHole = (outer: ReturnType<typeof square>, hole: ReturnType<typeof square>) => ({
  type: 'Polygon',
  coordinates: [...outer.coordinates, ...hole.coordinates],
});
const strict = (geometry: object) => ({
  ...geometry,
  crs: { type: 'name', properties: { name: 'urn:x-mongodb:crs:strictwinding:EPSG:4326' } },
});

const PLACES = [{ l: point(1, 1) }, { l: point(5, 5) }, { l: point(50, 50) }, { x: 1 }];
const PAIRS = [{ l: [1, 1] }, { l: [5, 5] }, { l: { x: 3, y: 4 } }, { x: 1 }];
const SHAPES = [
  { l: square(0, 2) },
  { l: point(1, 1) },
  { l: { type: 'LineString', coordinates: [[0, 0], [10, 10]] } },
  { l: square(20, 30) },
]; // prettier-ignore
const SPHERE = [{ l: '2dsphere' }];

/** Places. */
export const geoQueries = queries('geo', {
  $geoWithin: [
    documents(PLACES, [
      [{ l: { $geoWithin: { $geometry: square(0, 10) } } }, [0, 1]],
      [{ l: { $geoWithin: { $geometry: square(4, 60) } } }, [1, 2]],
      [{ l: { $geoWithin: { $geometry: { type: 'MultiPolygon', coordinates: [square(0, 2).coordinates, square(49, 51).coordinates] } } } }, [0, 2]],
      [{ l: { $not: { $geoWithin: { $geometry: square(0, 10) } } } }, [2, 3]],
      [{ l: { $geoWithin: { $bogus: 1 } } }, refused(2)],
      [{ l: { $geoWithin: 5 } }, refused(2)],
      [{ l: { $geoWithin: { $geometry: point(1, 1) } } }, refused(2)],
    ]),
  ],
  $geometry: [
    documents(SHAPES, [
      [{ l: { $geoWithin: { $geometry: square(-1, 5) } } }, [0, 1]],
      [{ l: { $geoIntersects: { $geometry: point(25, 25) } } }, [3]],
      [{ l: { $geoIntersects: { $geometry: square(0, 1) } } }, [0, 1, 2]],
      [{ l: { $geoIntersects: { $geometry: { type: 'Bogus', coordinates: [] } } } }, refused(2)],
      [{ l: { $geoIntersects: { $geometry: { type: 'Point', coordinates: ['x', 1] } } } }, refused(2)],
    ]),
  ],
  $geoIntersects: [
    documents(SHAPES, [
      [{ l: { $geoIntersects: { $geometry: point(1, 1) } } }, [0, 1]],
      [{ l: { $geoIntersects: { $geometry: square(1, 25) } } }, [0, 1, 2, 3]],
      [{ l: { $geoIntersects: { $geometry: { type: 'LineString', coordinates: [[21, 0], [21, 40]] } } } }, [3]],
      [{ l: { $geoIntersects: { $geometry: square(80, 85) } } }, []],
      [{ l: { $geoIntersects: { $box: [[0, 0], [1, 1]] } } }, refused(2)],
      [{ l: { $geoIntersects: 5 } }, refused(2)],
      // A corner or an edge in common is not enough for polygons.
      [{ l: { $geoIntersects: { $geometry: square(30, 40) } } }, []],
      [{ l: { $geoIntersects: { $geometry: ring([30, 20], [40, 20], [40, 30], [30, 30]) } } }, []],
      [{ l: { $geoIntersects: { $geometry: square(20, 30) } } }, [3]],
      [{ l: { $geoIntersects: { $geometry: square(22, 28) } } }, [3]],
      [{ l: { $geoIntersects: { $geometry: [1, 1] } } }, [0, 1]],
      [{ l: { $geoIntersects: { $geometry: { x: 1, y: 1 } } } }, [0, 1]],
      [{ l: { $geoIntersects: { $geometry: { x: 1, y: 1, z: 1 } } } }, refused(2)],
      [{ l: { $geoIntersects: { $geometry: point(1, 1) }, $eq: 1 } }, refused(2)],
      // Edges that cross, holes that are none.
      [{ l: { $geoIntersects: { $geometry: ring([0, 0], [9, 9], [9, 0], [0, 9]) } } }, refused(2)],
      [{ l: { $geoIntersects: { $geometry: withHole(square(0, 9), square(20, 21)) } } }, refused(2)],
      [{ l: { $geoIntersects: { $geometry: withHole(square(0, 9), square(-1, 10)) } } }, refused(2)],
      [{ l: { $geoIntersects: { $geometry: withHole(square(20, 26), square(22, 24)) } } }, [3]],
      // With strict winding the polygon is what lies to the left.
      [{ l: { $geoIntersects: { $geometry: strict(square(20, 30)) } } }, [3]],
      [{ l: { $geoIntersects: { $geometry: strict(ring([20, 20], [20, 30], [30, 30], [30, 20])) } } }, [0, 1, 2]],
      [{ l: { $geoWithin: { $geometry: strict(ring([-1, -1], [-1, 5], [5, 5], [5, -1])) } } }, [3]],
      [{ l: { $geoIntersects: { $geometry: strict(point(1, 1)) } } }, refused(2)],
    ]),
  ],
  $box: [
    documents(PAIRS, [
      [{ l: { $geoWithin: { $box: [[0, 0], [2, 2]] } } }, [0]],
      [{ l: { $geoWithin: { $box: [[0, 0], [6, 6]] } } }, [0, 1, 2]],
      [{ l: { $geoWithin: { $box: [[2, 3.5], [4, 4.5]] } } }, [2]],
      [{ l: { $geoWithin: { $box: [[0, 0]] } } }, refused(2)],
      [{ l: { $geoWithin: { $box: 5 } } }, refused(2)],
    ]),
  ],
  $polygon: [
    documents(PAIRS, [
      [{ l: { $geoWithin: { $polygon: [[0, 0], [2, 0], [2, 2], [0, 2]] } } }, [0]],
      [{ l: { $geoWithin: { $polygon: [[0, -1], [10, -1], [10, 11], [0, 2]] } } }, [0, 1, 2]],
      [{ l: { $geoWithin: { $polygon: [[2, 3], [4, 3], [4, 5], [2, 5]] } } }, [2]],
      [{ l: { $geoWithin: { $polygon: [[0, 0], [1, 1]] } } }, refused(2)],
      [{ l: { $geoWithin: { $polygon: 5 } } }, refused(2)],
    ]),
    // Of the border: corners, what runs along an axis, and of the rest the right side.
    documents([{ l: [4, 4] }, { l: [5, 4] }, { l: [4.5, 5] }, { l: [5.5, 5] }, { l: [5, 6] }, { l: [5, 5] }], [
      [{ l: { $geoWithin: { $polygon: [[4, 4], [6, 4], [5, 6]] } } }, [0, 1, 3, 4, 5]],
      [{ l: { $geoWithin: { $polygon: [[4, 4], [6, 6], [6, 4]] } } }, [0, 1, 3]],
      [{ l: { $geoWithin: { $polygon: [[0, 0], [10, 10], [10, 0], [0, 10]] } } }, [0, 2, 3, 5]],
      [{ l: { $geoWithin: { $polygon: [[5, 5], [5, 5], [5, 5]] } } }, [5]],
    ]),
  ],
  $center: [
    documents(PAIRS, [
      [{ l: { $geoWithin: { $center: [[1, 1], 1] } } }, [0]],
      [{ l: { $geoWithin: { $center: [[0, 0], 5.1] } } }, [0, 2]],
      [{ l: { $geoWithin: { $center: [[5, 5], 100] } } }, [0, 1, 2]],
      [{ l: { $geoWithin: { $center: [[5, 5]] } } }, refused(2)],
      [{ l: { $geoWithin: { $center: [[5, 5], -1] } } }, refused(2)],
    ]),
  ],
  $centerSphere: [
    documents(PLACES, [
      [{ l: { $geoWithin: { $centerSphere: [[1, 1], 0.001] } } }, [0]],
      [{ l: { $geoWithin: { $centerSphere: [[3, 3], 0.1] } } }, [0, 1]],
      [{ l: { $geoWithin: { $centerSphere: [[0, 0], 3] } } }, [0, 1, 2]],
      [{ l: { $geoWithin: { $centerSphere: [[0, 0]] } } }, refused(2)],
      [{ l: { $geoWithin: { $centerSphere: [[0, 0], -1] } } }, refused(2)],
      [{ l: { $geoWithin: { $centerSphere: [[0, 0], 1, 1] } } }, refused(2)],
      [{ l: { $geoWithin: { $centerSphere: [[0, 0, 0], 1] } } }, refused(2)],
      [{ l: { $geoWithin: { $centerSphere: [[181, 0], 1] } } }, refused(2)],
      [{ l: { $geoWithin: { $centerSphere: [[0, 0], 1], $center: [[0, 0], 1] } } }, refused(2)],
    ]),
    documents([{ l: square(0, 1) }, { l: square(0, 9) }], [[{ l: { $geoWithin: { $centerSphere: [[0, 0], 0.1] } } }, [0]]]),
  ],
  $near: [
    documents(
      PLACES,
      [
        [{ l: { $near: { $geometry: point(0, 0) } } }, [0, 1, 2]],
        [{ l: { $near: { $geometry: point(49, 49) } } }, [2, 1, 0]],
        [{ l: { $near: { $geometry: point(0, 0), $maxDistance: 200_000 } } }, [0]],
        [{ l: { $near: { $geometry: point(0, 0), $minDistance: 200_000, $maxDistance: 1_000_000 } } }, [1]],
        [{ l: { $near: { $geometry: square(0, 1) } } }, refused(2)],
        [{ l: { $near: 5 } }, refused(2)],
        [{ l: { $near: { $geometry: point(0, 0), $other: 1 } } }, refused(2)],
        [{ l: { $near: { $geometry: point(0, 0), $maxDistance: Infinity } } }, refused(2)],
        [{ l: { $near: { $geometry: point(0, 0) } }, x: { $near: { $geometry: point(0, 0) } } }, refused(2)],
        [{ l: { $not: { $near: { $geometry: point(0, 0) } } } }, refused(2)],
        [{ x: { $elemMatch: { l: { $near: { $geometry: point(0, 0) } } } } }, refused(2)],
      ],
      SPHERE,
    ),
    documents(PLACES, [
      [{ l: { $near: [0, 0] } }, refused(291)],
      [{ l: { $nearSphere: [0, 0] } }, [0, 1, 2]],
      [{ l: { $near: { $geometry: { coordinates: [0, 0] } } } }, [0, 1, 2]],
      [{ l: { $near: { $geometry: point(0, 0) }, $eq: 1 } }, refused(34413)],
    ], SPHERE),
    documents(PAIRS, [
      [{ l: { $near: [4, 4] } }, [2, 1, 0]],
      [{ l: { $near: { $geometry: point(0, 0) } } }, refused(291)],
      [{ l: { $near: [4, 4], $maxDistance: 'x' } }, refused(16895)],
      [{ l: { $near: [4, 4], $minDistance: 'x' } }, refused(16893)],
      [{ l: { $near: [4, 4], $minDistance: -1 } }, refused(16894)],
    ], [{ l: '2d' }]),
    documents(PLACES, [[{ l: { $near: { $geometry: point(0, 0) } } }, refused(291)]]),
  ],
  $nearSphere: [
    documents(
      PLACES,
      [
        [{ l: { $nearSphere: { $geometry: point(0, 0) } } }, [0, 1, 2]],
        [{ l: { $nearSphere: { $geometry: point(6, 6), $maxDistance: 300_000 } } }, [1]],
        [{ l: { $nearSphere: { $geometry: point(50, 50) } }, x: null }, [2, 1, 0]],
        [{ l: { $nearSphere: [0, 0], $maxDistance: 0.1 } }, [0]],
        [{ l: { $nearSphere: 'x' } }, refused(2)],
      ],
      SPHERE,
    ),
  ],
  $maxDistance: [
    documents(
      PLACES,
      [
        [{ l: { $near: { $geometry: point(1, 1), $maxDistance: 0 } } }, [0]],
        [{ l: { $near: { $geometry: point(1, 1), $maxDistance: 1e9 } } }, [0, 1, 2]],
        [{ l: { $near: { $geometry: point(1, 1), $maxDistance: -1 } } }, refused(2)],
        [{ l: { $near: { $geometry: point(1, 1), $maxDistance: 'x' } } }, refused(2)],
        [{ l: { $maxDistance: 5 } }, refused(2)],
      ],
      SPHERE,
    ),
  ],
  $minDistance: [
    documents(
      PLACES,
      [
        [{ l: { $near: { $geometry: point(1, 1), $minDistance: 1 } } }, [1, 2]],
        [{ l: { $near: { $geometry: point(1, 1), $minDistance: 1e9 } } }, []],
        [{ l: { $near: { $geometry: point(1, 1), $minDistance: -1 } } }, refused(2)],
        [{ l: { $near: { $geometry: point(1, 1), $minDistance: 'x' } } }, refused(2)],
        [{ l: { $minDistance: 5 } }, refused(2)],
      ],
      SPHERE,
    ),
  ],
}); // prettier-ignore
