import type { Geometry } from './geometry.ts';
import { angleBetween, arcsMeet, distanceToArc, isOnArc, ringHolds, type Vector } from './sphere.ts';

type Line = readonly Vector[];
type Polygon = readonly Line[];

/** True when all of the geometry lies within one of the polygons. */
export function liesWithin(geometry: Geometry, polygons: readonly Polygon[]): boolean {
  return (
    geometry.points.every((point) => polygons.some((polygon) => holdsPoint(polygon, point))) &&
    geometry.lines.every((line) => polygons.some((polygon) => holdsLine(polygon, line))) &&
    geometry.polygons.every((inner) => polygons.some((polygon) => holdsPolygon(polygon, inner)))
  );
}

/** True when the geometries have a point in common. */
export function intersects(a: Geometry, b: Geometry): boolean {
  return (
    a.points.some((point) => touchesPoint(b, point)) ||
    b.points.some((point) => touchesPoint(a, point)) ||
    linesOf(a).some((one) => linesOf(b).some((other) => linesMeet(one, other))) ||
    // Nothing crosses: one may still lie inside the other.
    linesOf(a).some(([point]) => point !== undefined && inPolygons(b, point)) ||
    linesOf(b).some(([point]) => point !== undefined && inPolygons(a, point))
  );
}

/** The angle between a point and the nearest point of a geometry; 0 inside a polygon. */
export function angleTo(from: Vector, geometry: Geometry): number {
  if (inPolygons(geometry, from)) return 0;
  const angles = [
    ...geometry.points.map((point) => angleBetween(from, point)),
    ...linesOf(geometry)
      .flatMap(edges)
      .map(([a, b]) => distanceToArc(from, a, b)),
  ];
  return angles.reduce((least, angle) => Math.min(least, angle), Math.PI);
}

const linesOf = ({ lines, polygons }: Geometry): readonly Line[] => [...lines, ...polygons.flat()];

const inPolygons = ({ polygons }: Geometry, point: Vector): boolean =>
  polygons.some((polygon) => holdsPoint(polygon, point));

function touchesPoint(geometry: Geometry, point: Vector): boolean {
  return (
    geometry.points.some((other) => angleBetween(point, other) < 1e-12) ||
    geometry.lines.some((line) => edges(line).some(([a, b]) => isOnArc(point, a, b))) ||
    inPolygons(geometry, point)
  );
}

function edges(line: Line): [Vector, Vector][] {
  return line.flatMap((from, i): [Vector, Vector][] => {
    const to = line[i + 1];
    return to === undefined ? [] : [[from, to]];
  });
}

const linesMeet = (one: Line, other: Line): boolean =>
  edges(one).some(([a, b]) => edges(other).some(([c, d]) => arcsMeet(a, b, c, d)));

/** Inside the outer ring and in none of the holes; the border belongs to the polygon. */
function holdsPoint([outer, ...holes]: Polygon, point: Vector): boolean {
  if (outer === undefined || !ringHolds(outer, point)) return false;
  return holes.every((hole) => !ringHolds(hole, point) || edges(hole).some(([a, b]) => isOnArc(point, a, b)));
}

/** The vertices lie inside and no arc crosses the border. */
function holdsLine(polygon: Polygon, line: Line): boolean {
  if (!line.every((point) => holdsPoint(polygon, point))) return false;
  return edges(line).every(([a, b]) => !crossesBorder(polygon, a, b));
}

function crossesBorder(polygon: Polygon, a: Vector, b: Vector): boolean {
  return polygon.some((ring) =>
    edges(ring).some(
      ([c, d]) =>
        arcsMeet(a, b, c, d) &&
        ![a, b].some((end) => isOnArc(end, c, d)) &&
        ![c, d].some((end) => isOnArc(end, a, b)),
    ),
  );
}

function holdsPolygon(polygon: Polygon, inner: Polygon): boolean {
  const [border] = inner;
  if (border === undefined || !holdsLine(polygon, border)) return false;
  const [, ...holes] = polygon;
  return holes.every((hole) => hole.every((point) => !ringHolds(border, point)));
}
