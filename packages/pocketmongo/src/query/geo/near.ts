import { toNumber } from '../../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { leaf, type Condition } from '../conditions.ts';
import { onPath } from '../paths.ts';
import { geoJsonOf, geometryOf, legacyPosition } from './geometry.ts';
import { positionOf } from './operators.ts';
import { angleTo } from './relations.ts';
import { EARTH_RADIUS_METERS, type Position, vectorOf } from './sphere.ts';

/** A `$near` or `$nearSphere` made ready. */
export interface Near {
  /** Distance in the unit of the limits; undefined for what is no place. */
  distance: (value: Value | undefined) => number | undefined;
  least: number;
  most: number;
  /** The indexes that it asks for one of. */
  indexes: readonly ('2d' | '2dsphere')[];
}

const bad = (message: string): Error => commandError('BadValue', message);

/**
 * Reads `$near` or `$nearSphere` with its limits: meters from a GeoJSON point; from a legacy pair radians on the sphere
 * and the pair's own unit on the plane.
 */
export function nearOf(operator: string, operand: Value, siblings: Doc): Near {
  const within = isDoc(operand) ? operand.get('$geometry') : undefined;
  // GeoJSON also stands without $geometry around it; its limits are then beside the operator.
  const geometry = isDoc(operand) && operand.has('coordinates') ? operand : within;
  if (isDoc(operand)) checkKeys(operator, operand);
  checkSiblings(operator, siblings);
  const limits = isDoc(operand) && within !== undefined ? operand : siblings;
  if (geometry === undefined) checkLegacyLimits(limits);
  const [least, most] = [limit(limits, '$minDistance') ?? 0, limit(limits, '$maxDistance') ?? Infinity];
  if (geometry !== undefined) {
    const center = isDoc(geometry)
      ? geoJsonOf(new Map([['type', 'Point'], ...geometry]))?.position
      : undefined;
    if (center === undefined) throw bad(`${operator} needs a GeoJSON point`);
    return { distance: onSphere(center, EARTH_RADIUS_METERS), least, most, indexes: ['2dsphere'] };
  }
  const center = legacyPosition(operand);
  if (center === undefined) throw bad(`${operator} needs a point`);
  const inline = Array.isArray(operand) ? operand[2] : undefined;
  const furthest = inline !== undefined && isNumeric(inline) ? Math.min(most, toNumber(inline)) : most;
  const limited = { least, most: furthest };
  return operator === '$nearSphere'
    ? { ...limited, distance: onSphere(center, 1), indexes: ['2d', '2dsphere'] }
    : { ...limited, distance: onPlane(center), indexes: ['2d'] };
}

const NEAR_KEYS = new Set(['$geometry', '$minDistance', '$maxDistance']);

/** A legacy pair and GeoJSON without `$geometry` have names of their own. */
function checkKeys(operator: string, operand: Doc): void {
  for (const key of operand.keys()) {
    const isKnown = operand.has('$geometry') ? NEAR_KEYS.has(key) : !key.startsWith('$');
    if (!isKnown) throw bad(`invalid argument in ${operator}: ${key}`);
  }
}

/** `$geoIntersects` refuses others by itself. */
const BESIDE_NEAR = new Set(['$near', '$nearSphere', '$minDistance', '$maxDistance', '$geoIntersects']);

function checkSiblings(operator: string, siblings: Doc): void {
  for (const key of siblings.keys())
    if (!BESIDE_NEAR.has(key)) throw locationError(34413, `${operator} can't stand beside ${key}`);
}

/** Beside a legacy pair the limits have codes of their own. */
function checkLegacyLimits(limits: Doc): void {
  const [least, most] = [limits.get('$minDistance'), limits.get('$maxDistance')];
  if (most !== undefined && !isNumeric(most)) throw locationError(16895, '$maxDistance must be a number');
  if (least === undefined) return;
  if (!isNumeric(least)) throw locationError(16893, '$minDistance must be a number');
  if (!(toNumber(least) >= 0)) throw locationError(16894, '$minDistance must be non-negative');
}

function onSphere(center: Position, radius: number): Near['distance'] {
  const from = vectorOf(center);
  return (value) => {
    const geometry = geometryOf(value);
    return geometry && angleTo(from, geometry) * radius;
  };
}

function onPlane([x, y]: Position): Near['distance'] {
  return (value) => {
    const position = positionOf(value);
    return position && Math.hypot(position[0] - x, position[1] - y);
  };
}

function limit(limits: Doc, name: string): number | undefined {
  const value = limits.get(name);
  if (value === undefined) return undefined;
  const number = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (!(number >= 0 && number < Infinity)) throw bad(`${name} must be a finite number and not negative`);
  return number;
}

/** The condition of `$near`: there is a point, and it lies between the limits. */
export function nearCondition(near: Near): Condition {
  return leaf((value) => {
    const distance = near.distance(value);
    return distance !== undefined && distance >= near.least && distance <= near.most;
  });
}

/** A `$near` and the field that it is about. */
export type FoundNear = { path: string; near: Near };

/** The `$near` of a filter, with the field that it is about; undefined when there is none, an error when there are two. */
export function findNear(filter: Doc): FoundNear | undefined {
  let found: FoundNear | undefined;
  const note = (next: FoundNear | undefined): void => {
    if (found !== undefined && next !== undefined) throw bad('Too many geoNear expressions');
    found ??= next;
  };
  for (const [key, operand] of filter) {
    if (key === '$and' && Array.isArray(operand)) {
      for (const branch of operand) if (isDoc(branch)) note(findNear(branch));
    } else if (isDoc(operand)) {
      for (const operator of NEAR_OPERATORS) {
        const wanted = operand.get(operator);
        if (wanted !== undefined) note({ path: key, near: nearOf(operator, wanted, operand) });
      }
    }
  }
  return found;
}

const NEAR_OPERATORS = ['$near', '$nearSphere'];

/** `$near` orders whole documents: inside `$not` and `$elemMatch` it has no place. */
export function refuseNear(operators: Doc): void {
  if (NEAR_OPERATORS.some((operator) => operators.has(operator)) || findNear(operators) !== undefined)
    throw bad('geo $near must be top-level expr');
}

/** The distance of a document: of several places the nearest counts. */
export function distanceOf(doc: Doc, path: string, near: Near): number {
  return nearestOf(doc, path, { ...near, most: Infinity })?.distance ?? Infinity;
}

/** The nearest place of a document within the limits, and its distance; undefined when there is none. */
export function nearestOf(
  doc: Doc,
  path: string,
  near: Near,
): { distance: number; place: Value } | undefined {
  let nearest: { distance: number; place: Value } | undefined;
  const look = onPath(
    path,
    (value) => {
      const distance = near.distance(value);
      if (value === undefined || distance === undefined) return false;
      if (distance < near.least || distance > near.most) return false;
      if (nearest === undefined || distance < nearest.distance) nearest = { distance, place: value };
      return false;
    },
    true,
  );
  look(doc, undefined);
  return nearest;
}
