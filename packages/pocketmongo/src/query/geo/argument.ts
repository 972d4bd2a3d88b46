import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { geoJsonOf, type Geometry, geometryOf } from './geometry.ts';
import { fitsHemisphere, windsLeft } from './sphere.ts';
import { isSound } from './soundness.ts';

/** The `$geometry` of a condition. */
export interface GeometryArgument extends Geometry {
  /** Meant is what the polygon leaves out: with strict winding, a ring with the larger part of the earth at its left. */
  isComplement: boolean;
}

const bad = (message: string): Error => commandError('BadValue', message);

/** Reads `$geometry`: GeoJSON, or a legacy pair. */
export function geometryArgument(operand: Value, operator: string): GeometryArgument {
  const given = isDoc(operand) ? operand.get('$geometry') : undefined;
  if (!isDoc(given) && !Array.isArray(given)) throw bad(`${operator} needs a $geometry`);
  const isStrict = isDoc(given) && hasStrictWinding(given.get('crs'), operator);
  const geometry = readGeometry(given);
  if (geometry === undefined) throw bad(`invalid GeoJSON in ${operator}: unknown type or coordinates`);
  if (!geometry.polygons.every(isSound))
    throw bad(`invalid polygon in ${operator}: edges cross, or a hole is not inside of the outer ring`);
  if (!geometry.polygons.flat().every(fitsHemisphere))
    throw commandError(
      'CommandNotSupported',
      `${operator} with more than half of the earth is not supported`,
    );
  return { ...geometry, isComplement: isStrict && !ringAlone(geometry, operator) };
}

/** As GeoJSON, or as a pair: an array, or a document of two fields. */
function readGeometry(given: Doc | Value[]): Geometry | undefined {
  if (Array.isArray(given)) return geometryOf(given);
  if (given.has('type')) return geoJsonOf(given);
  return given.size === 2 ? geometryOf(given) : undefined;
}

/** Whether the only ring of a geometry has its smaller side at its left. */
function ringAlone({ points, lines, polygons }: Geometry, operator: string): boolean {
  const [ring, ...more] = polygons.flat();
  if (ring === undefined || more.length + points.length + lines.length > 0)
    throw bad(`${operator}: strict winding is for polygons of one ring`);
  return windsLeft(ring);
}

/** The names of the system that GeoJSON has anyway. */
const USUAL_CRS = new Set(['EPSG:4326', 'urn:ogc:def:crs:OGC:1.3:CRS84']);
const STRICT_WINDING = 'urn:x-mongodb:crs:strictwinding:EPSG:4326';

/** Polygons that may be larger than half of the earth have a system of their own. */
function hasStrictWinding(crs: Value | undefined, operator: string): boolean {
  if (crs === undefined) return false;
  const properties = isDoc(crs) && crs.get('type') === 'name' ? crs.get('properties') : undefined;
  const name = isDoc(properties) ? properties.get('name') : undefined;
  if (typeof name !== 'string' || (name !== STRICT_WINDING && !USUAL_CRS.has(name)))
    throw bad(`${operator}: unknown coordinate reference system`);
  return name === STRICT_WINDING;
}
