import { edges, type Line, type Polygon, ringTouches } from './polygon.ts';
import { arcsCross, isSamePlace, middleOfArc, ringHolds } from './sphere.ts';

/** Whether a polygon's rings neither cross nor touch themselves, and its holes lie inside, apart from each other. */
export function isSound(polygon: Polygon): boolean {
  const [outer = [], ...holes] = polygon;
  return (
    polygon.every(isSimple) &&
    holes.every(
      (hole, i) =>
        hole.every((corner) => ringHolds(outer, corner)) &&
        isApart(hole, outer) &&
        holes.slice(0, i).every((other) => isApart(hole, other)),
    )
  );
}

/** No two edges cross, and no corner comes twice. */
function isSimple(ring: Line): boolean {
  const sides = edges(ring).filter(([from, to]) => !isSamePlace(from, to));
  return sides.every(([a, b], i) =>
    sides.slice(0, i).every(([c, d]) => !isSamePlace(a, c) && !arcsCross(a, b, c, d)),
  );
}

/** Rings may share a corner, no edge or part of one. */
const isApart = (one: Line, other: Line): boolean =>
  edges(one).every(
    ([a, b]) =>
      !ringTouches(other, middleOfArc(a, b)) && edges(other).every(([c, d]) => !arcsCross(a, b, c, d)),
  );
