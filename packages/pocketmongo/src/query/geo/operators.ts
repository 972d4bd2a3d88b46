import { toNumber } from '../../bson/numbers.ts';
import { isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { leaf, type Condition } from '../conditions.ts';
import { geoJsonOf, geometryOf, legacyPosition, type Geometry } from './geometry.ts';
import { intersects, liesWithin } from './relations.ts';
import { angleBetween, fitsHemisphere, type Position, vectorOf } from './sphere.ts';

const bad = (message: string): Error => commandError('BadValue', message);

/** `$geoIntersects` */
export function geoIntersects(operand: Value): Condition {
  const wanted = geometryArgument(operand, '$geoIntersects');
  return leaf((value) => {
    const geometry = geometryOf(value);
    return geometry !== undefined && intersects(geometry, wanted);
  });
}

/** `$geoWithin`, and `$within` as it was called. */
export function geoWithin(operand: Value, operator: string): Condition {
  if (!isDoc(operand)) throw bad(`${operator} must be an object`);
  const shape = [...operand.keys()].find((key) => SHAPES.has(key)) ?? '';
  if (shape === '$geometry') {
    const { points, lines, polygons } = geometryArgument(operand, operator);
    if (polygons.length === 0 || points.length > 0 || lines.length > 0)
      throw bad(`${operator} not supported with provided geometry: only Polygon and MultiPolygon are`);
    return leaf((value) => {
      const geometry = geometryOf(value);
      return geometry !== undefined && liesWithin(geometry, polygons);
    });
  }
  const holds = SHAPES.get(shape)?.(operand.get(shape) ?? null);
  if (holds === undefined) throw bad(`${operator} needs $geometry, $box, $polygon, $center or $centerSphere`);
  return leaf((value) => {
    const position = positionOf(value);
    return position !== undefined && holds(position);
  });
}

/** A single point, as GeoJSON or as a pair. */
export function positionOf(value: Value | undefined): Position | undefined {
  return isDoc(value) && value.has('type') ? geoJsonOf(value)?.position : legacyPosition(value);
}

function geometryArgument(operand: Value, operator: string): Geometry {
  const given = isDoc(operand) ? operand.get('$geometry') : undefined;
  if (!isDoc(given)) throw bad(`${operator} needs a $geometry`);
  checkCrs(given.get('crs'), operator);
  const geometry = geoJsonOf(given);
  if (geometry === undefined) throw bad(`invalid GeoJSON in ${operator}: unknown type or coordinates`);
  if (!geometry.polygons.flat().every(fitsHemisphere))
    throw commandError(
      'CommandNotSupported',
      `${operator} with more than half of the earth is not supported`,
    );
  return geometry;
}

/** The names of the system that GeoJSON has anyway. */
const USUAL_CRS = new Set(['EPSG:4326', 'urn:ogc:def:crs:OGC:1.3:CRS84']);
const STRICT_WINDING = 'urn:x-mongodb:crs:strictwinding:EPSG:4326';

/** Polygons that may be larger than half of the earth have a system of their own. */
function checkCrs(crs: Value | undefined, operator: string): void {
  if (crs === undefined) return;
  const properties = isDoc(crs) && crs.get('type') === 'name' ? crs.get('properties') : undefined;
  const name = isDoc(properties) ? properties.get('name') : undefined;
  if (typeof name === 'string' && USUAL_CRS.has(name)) return;
  if (name === STRICT_WINDING)
    throw commandError('CommandNotSupported', `${operator} with strict winding (${name}) is not supported`);
  throw bad(`${operator}: unknown coordinate reference system`);
}

type Holds = (position: Position) => boolean;

const SHAPES: ReadonlyMap<string, (operand: Value) => Holds | undefined> = new Map<
  string,
  (operand: Value) => Holds | undefined
>([
  ['$geometry', () => undefined],
  ['$box', box],
  ['$polygon', polygon],
  ['$center', (operand) => circle(operand, ([x, y], [a, b]) => Math.hypot(x - a, y - b))],
  ['$centerSphere', (operand) => circle(operand, (p, q) => angleBetween(vectorOf(p), vectorOf(q)))],
]);

function positions(operand: Value, least: number, shape: string): Position[] {
  const corners = Array.isArray(operand) ? operand : isDoc(operand) ? [...operand.values()] : [];
  const read = corners.map((corner) => positionOf(corner));
  const found = read.filter((corner) => corner !== undefined);
  if (found.length < least || found.length !== read.length) throw bad(`invalid points in ${shape}`);
  return found;
}

function box(operand: Value): Holds {
  const [[x1, y1] = [0, 0], [x2, y2] = [0, 0]] = positions(operand, 2, '$box');
  const [left, right, low, high] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
  return ([x, y]) => x >= left && x <= right && y >= low && y <= high;
}

/** On the plane, the border included. */
function polygon(operand: Value): Holds {
  const corners = positions(operand, 3, '$polygon');
  return ([x, y]) => {
    let inside = false;
    for (const [i, [x1, y1]] of corners.entries()) {
      const [x2, y2] = corners[(i + 1) % corners.length] ?? [x1, y1];
      const turn = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1);
      const isOnEdge = turn === 0 && (x - x1) * (x - x2) <= 0 && (y - y1) * (y - y2) <= 0;
      if (isOnEdge) return true;
      if (y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
    }
    return inside;
  };
}

function circle(operand: Value, distance: (a: Position, b: Position) => number): Holds {
  const [center, radius] = Array.isArray(operand) ? operand : [];
  const middle = positionOf(center);
  const size = radius !== undefined && isNumeric(radius) ? toNumber(radius) : Number.NaN;
  if (middle === undefined || !(size >= 0))
    throw bad('a circle needs a center and a radius that is not negative');
  return (position) => distance(position, middle) <= size;
}
