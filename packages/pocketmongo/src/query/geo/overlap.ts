import { edges, holdsPoint, type Polygon } from './polygon.ts';
import { arcsCross, beside, isOnArc, isSamePlace, middleOfArc, type Vector } from './sphere.ts';

/** Radians, some millimetres: near enough to a border to be between it and the next one. */
const NEAR = 1e-9;

/** True when two polygons have more in common than parts of their borders. */
export function polygonsOverlap(one: Polygon, other: Polygon): boolean {
  const [own, others] = [one.flatMap(edges), other.flatMap(edges)];
  return (
    own.some(([a, b]) => others.some(([c, d]) => arcsCross(a, b, c, d))) ||
    leadsInside(one, other) ||
    leadsInside(other, one)
  );
}

/** Whether beside a border of the one there is a place that both polygons hold. */
function leadsInside(one: Polygon, other: Polygon): boolean {
  return one.flatMap(edges).some(([a, b]) =>
    piecesOf(a, b, other.flat()).some(([from, to]) =>
      [NEAR, -NEAR].some((offset) => {
        const place = beside(middleOfArc(from, to), a, b, offset);
        return holdsPoint(one, place) && holdsPoint(other, place);
      }),
    ),
  );
}

/** An arc, cut where corners lie between its ends. */
function piecesOf(a: Vector, b: Vector, corners: readonly Vector[]): [Vector, Vector][] {
  const along = corners.filter(
    (corner) => isOnArc(corner, a, b) && ![a, b].some((end) => isSamePlace(corner, end)),
  );
  const distance = (p: Vector): number => (p[0] - a[0]) ** 2 + (p[1] - a[1]) ** 2 + (p[2] - a[2]) ** 2;
  return edges([a, ...along.sort((p, q) => distance(p) - distance(q)), b]);
}
