import type { Geometry } from './geometry.ts';
import { polygonsOverlap } from './overlap.ts';
import { edges, holdsPoint, type Line, type Polygon } from './polygon.ts';
import {
  angleBetween,
  arcsCross,
  arcsMeet,
  distanceToArc,
  isOnArc,
  isSamePlace,
  ringHolds,
  type Vector,
} from './sphere.ts';

/** True when all of the geometry lies within one of the polygons. */
export function liesWithin(geometry: Geometry, polygons: readonly Polygon[]): boolean {
  return (
    geometry.points.every((point) => polygons.some((polygon) => holdsPoint(polygon, point))) &&
    geometry.lines.every((line) => polygons.some((polygon) => holdsLine(polygon, line))) &&
    geometry.polygons.every((inner) => polygons.some((polygon) => holdsPolygon(polygon, inner)))
  );
}

/** True when the geometries have a point in common; polygons that only touch have none. */
export function intersects(a: Geometry, b: Geometry): boolean {
  return (
    a.points.some((point) => touchesPoint(b, point)) ||
    b.points.some((point) => touchesPoint(a, point)) ||
    a.lines.some((line) => touchesLine(b, line)) ||
    b.lines.some((line) => touchesLine(a, line)) ||
    a.polygons.some((one) => b.polygons.some((other) => polygonsOverlap(one, other)))
  );
}

/** A line that crosses nothing may still lie inside. */
function touchesLine(geometry: Geometry, line: Line): boolean {
  const [start] = line;
  return (
    linesOf(geometry).some((other) => linesMeet(line, other)) ||
    (start !== undefined && inPolygons(geometry, start))
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
    geometry.points.some((other) => isSamePlace(point, other)) ||
    geometry.lines.some((line) => edges(line).some(([a, b]) => isOnArc(point, a, b))) ||
    inPolygons(geometry, point)
  );
}

const linesMeet = (one: Line, other: Line): boolean =>
  edges(one).some(([a, b]) => edges(other).some(([c, d]) => arcsMeet(a, b, c, d)));

/** The vertices lie inside and no arc crosses the border. */
function holdsLine(polygon: Polygon, line: Line): boolean {
  if (!line.every((point) => holdsPoint(polygon, point))) return false;
  return edges(line).every(([a, b]) => !crossesBorder(polygon, a, b));
}

function crossesBorder(polygon: Polygon, a: Vector, b: Vector): boolean {
  return polygon.some((ring) => edges(ring).some(([c, d]) => arcsCross(a, b, c, d)));
}

function holdsPolygon(polygon: Polygon, inner: Polygon): boolean {
  const [border] = inner;
  if (border === undefined || !holdsLine(polygon, border)) return false;
  const [, ...holes] = polygon;
  return holes.every((hole) => hole.every((point) => !ringHolds(border, point)));
}
