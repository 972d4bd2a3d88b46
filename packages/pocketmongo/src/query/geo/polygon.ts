import { isOnArc, ringHolds, type Vector } from './sphere.ts';

export type Line = readonly Vector[];
export type Polygon = readonly Line[];

/** The arcs of a line or a ring. */
export function edges(line: Line): [Vector, Vector][] {
  return line.flatMap((from, i): [Vector, Vector][] => {
    const to = line[i + 1];
    return to === undefined ? [] : [[from, to]];
  });
}

/** Inside the outer ring and in none of the holes; the border belongs to the polygon. */
export function holdsPoint([outer, ...holes]: Polygon, point: Vector): boolean {
  if (outer === undefined || !ringHolds(outer, point)) return false;
  return holes.every((hole) => !ringHolds(hole, point) || ringTouches(hole, point));
}

/** Whether a point lies on a ring. */
export const ringTouches = (ring: Line, point: Vector): boolean =>
  edges(ring).some(([a, b]) => isOnArc(point, a, b));
