import { toNumber } from '../../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { leaf, type Condition } from '../conditions.ts';
import { geometryArgument } from './argument.ts';
import { geoJsonOf, geometryOf, legacyPosition } from './geometry.ts';
import { intersects, liesWithin } from './relations.ts';
import { angleBetween, type Position, type Vector, vectorOf } from './sphere.ts';

const bad = (message: string): Error => commandError('BadValue', message);

/** `$geoIntersects` */
export function geoIntersects(operand: Value, siblings: Doc): Condition {
  const other = [...siblings.keys()].find((key) => key !== '$geoIntersects');
  if (other !== undefined) throw bad(`$geoIntersects can't stand beside ${other}`);
  const wanted = geometryArgument(operand, '$geoIntersects');
  return leaf((value) => {
    const geometry = geometryOf(value);
    if (geometry === undefined) return false;
    return wanted.isComplement ? !liesWithin(geometry, wanted.polygons) : intersects(geometry, wanted);
  });
}

/** `$geoWithin`, and `$within` as it was called. */
export function geoWithin(operand: Value, operator: string): Condition {
  if (!isDoc(operand)) throw bad(`${operator} must be an object`);
  const [shape = '', ...more] = [...operand.keys()].filter((key) => key !== '$uniqueDocs');
  if (more.length > 0) throw bad(`${operator} takes one shape, and not also ${more.join(', ')}`);
  if (shape === '$geometry') {
    const wanted = geometryArgument(operand, operator);
    const { points, lines, polygons } = wanted;
    if (polygons.length === 0 || points.length > 0 || lines.length > 0)
      throw bad(`${operator} not supported with provided geometry: only Polygon and MultiPolygon are`);
    return leaf((value) => {
      const geometry = geometryOf(value);
      if (geometry === undefined) return false;
      return wanted.isComplement ? !intersects(geometry, wanted) : liesWithin(geometry, polygons);
    });
  }
  if (shape === '$centerSphere') return leaf(cap(operand.get(shape) ?? null));
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

type Holds = (position: Position) => boolean;

const SHAPES: ReadonlyMap<string, (operand: Value) => Holds | undefined> = new Map<
  string,
  (operand: Value) => Holds | undefined
>([
  ['$box', box],
  ['$polygon', polygon],
  ['$center', circle],
]);

function positions(operand: Value, least: number, shape: string): Position[] {
  const given = Array.isArray(operand) ? operand : isDoc(operand) ? [...operand.values()] : [];
  const read = given.map(cornerOf);
  const found = read.filter((corner) => corner !== undefined);
  if (found.length < least || found.length !== read.length) throw bad(`invalid points in ${shape}`);
  return found;
}

/** A pair, and nothing behind it. */
const cornerOf = (value: Value | undefined): Position | undefined =>
  Array.isArray(value) && value.length !== 2 ? undefined : positionOf(value);

const isOnEarth = ([longitude, latitude]: Position): boolean =>
  Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;

function box(operand: Value): Holds {
  const [[x1, y1] = [0, 0], [x2, y2] = [0, 0]] = positions(operand, 2, '$box');
  const [left, right, low, high] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
  return ([x, y]) => x >= left && x <= right && y >= low && y <= high;
}

/** On the plane: of the border the corners belong to it, what runs along an axis, and of the rest the right side. */
function polygon(operand: Value): Holds {
  const corners = positions(operand, 3, '$polygon');
  return ([x, y]) => {
    let inside = false;
    for (const [i, [x1, y1]] of corners.entries()) {
      const [x2, y2] = corners[(i + 1) % corners.length] ?? [x1, y1];
      if (isOnStraightEdge([x, y], [x1, y1], [x2, y2])) return true;
      if (y1 < y !== y2 < y && x <= x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) inside = !inside;
    }
    return inside;
  };
}

function isOnStraightEdge([x, y]: Position, [x1, y1]: Position, [x2, y2]: Position): boolean {
  if ((x === x1 && y === y1) || (x === x2 && y === y2)) return true;
  if (x1 !== x2 && y1 !== y2) return false;
  return (x - x1) * (x - x2) <= 0 && (y - y1) * (y - y2) <= 0;
}

/** `$center`, on the plane. */
function circle(operand: Value): Holds {
  const { middle, radius } = circleOf(operand);
  return ([x, y]) => Math.hypot(x - middle[0], y - middle[1]) <= radius;
}

/** `$centerSphere`: of lines and polygons all corners have to lie in it, and then the whole does. */
function cap(operand: Value): (value: Value | undefined) => boolean {
  const { middle, radius } = circleOf(operand);
  if (!isOnEarth(middle)) throw bad('the center of $centerSphere is no longitude and latitude');
  const center = vectorOf(middle);
  const holds = (corner: Vector): boolean => angleBetween(corner, center) <= radius;
  return (value) => {
    const position = positionOf(value);
    if (position !== undefined) return holds(vectorOf(position));
    const { points, lines, polygons } = geometryOf(value) ?? NOWHERE;
    const corners = [...points, ...lines.flat(), ...polygons.flat(2)];
    return corners.length > 0 && corners.every(holds);
  };
}

const NOWHERE = { points: [], lines: [], polygons: [] };

function circleOf(operand: Value): { middle: Position; radius: number } {
  const [center, size, ...more] = Array.isArray(operand) ? operand : [];
  if (more.length > 0) throw bad('a circle has a center and a radius, and nothing else');
  const middle = cornerOf(center);
  const radius = size !== undefined && isNumeric(size) ? toNumber(size) : Number.NaN;
  if (middle === undefined || !(radius >= 0))
    throw bad('a circle needs a center and a radius that is not negative');
  return { middle, radius };
}
