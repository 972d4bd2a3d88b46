import { toNumber } from '../../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { type Position, type Vector, vectorOf } from './sphere.ts';

/** A geometry taken apart: single points, lines and polygons, each of rings. */
export interface Geometry {
  points: readonly Vector[];
  lines: readonly (readonly Vector[])[];
  polygons: readonly (readonly (readonly Vector[])[])[];
  /** Set for a single point: as it was written. */
  position: Position | undefined;
}

const EMPTY: Geometry = { points: [], lines: [], polygons: [], position: undefined };

/** Reads GeoJSON or a legacy pair; undefined when it is neither. */
export function geometryOf(value: Value | undefined): Geometry | undefined {
  if (isDoc(value) && typeof value.get('type') === 'string') return geoJsonOf(value);
  const position = legacyPosition(value);
  return position === undefined || !isOnEarth(position)
    ? undefined
    : { ...EMPTY, points: [vectorOf(position)], position };
}

/** `[x, y]` or a document of two numbers, on the plane. */
export function legacyPosition(value: Value | undefined): Position | undefined {
  const parts = Array.isArray(value) ? value : isDoc(value) ? [...value.values()] : [];
  const [x, y] = parts;
  if (x === undefined || y === undefined || !isNumeric(x) || !isNumeric(y)) return undefined;
  const position: Position = [toNumber(x), toNumber(y)];
  return position.every(Number.isFinite) ? position : undefined;
}

const isOnEarth = ([longitude, latitude]: Position): boolean =>
  Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;

export function geoJsonOf(geometry: Doc): Geometry | undefined {
  const coordinates = geometry.get('coordinates');
  switch (geometry.get('type')) {
    case 'Point': {
      // A point's coordinates may be a document of two numbers.
      const position = earthPosition(isDoc(coordinates) ? [...coordinates.values()] : coordinates);
      return position && { ...EMPTY, points: [vectorOf(position)], position };
    }
    case 'MultiPoint': {
      const points = all(coordinates, vector);
      return points && { ...EMPTY, points };
    }
    case 'LineString': {
      const line = lineOf(coordinates);
      return line && { ...EMPTY, lines: [line] };
    }
    case 'MultiLineString': {
      const lines = all(coordinates, lineOf);
      return lines && { ...EMPTY, lines };
    }
    case 'Polygon': {
      const polygon = all(coordinates, ringOf);
      return polygon && { ...EMPTY, polygons: [polygon] };
    }
    case 'MultiPolygon': {
      const polygons = all(coordinates, (rings) => all(rings, ringOf));
      return polygons && { ...EMPTY, polygons };
    }
    case 'GeometryCollection':
      return collectionOf(geometry.get('geometries'));
    default:
      return undefined;
  }
}

function collectionOf(geometries: Value | undefined): Geometry | undefined {
  const parts = all(geometries, (part) => (isDoc(part) ? geoJsonOf(part) : undefined));
  return (
    parts && {
      points: parts.flatMap(({ points }) => points),
      lines: parts.flatMap(({ lines }) => lines),
      polygons: parts.flatMap(({ polygons }) => polygons),
      position: undefined,
    }
  );
}

/** Every element read; undefined when there is none or one can't be read. */
function all<T>(value: Value | undefined, read: (element: Value) => T | undefined): T[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const found: T[] = [];
  for (const element of value) {
    const one = read(element);
    if (one === undefined) return undefined;
    found.push(one);
  }
  return found;
}

function earthPosition(value: Value | undefined): Position | undefined {
  const position = Array.isArray(value) ? legacyPosition(value) : undefined;
  return position !== undefined && isOnEarth(position) ? position : undefined;
}

function vector(value: Value): Vector | undefined {
  const position = earthPosition(value);
  return position && vectorOf(position);
}

function lineOf(value: Value | undefined): Vector[] | undefined {
  const line = all(value, vector);
  return line !== undefined && line.length >= 2 ? line : undefined;
}

/** A closed ring: at least a triangle, the last position as the first. */
function ringOf(value: Value): Vector[] | undefined {
  const ring = all(value, vector);
  const [first, last] = [ring?.[0], ring?.at(-1)];
  if (ring === undefined || first === undefined || last === undefined || ring.length < 4) return undefined;
  return first.every((part, i) => part === last[i]) ? ring : undefined;
}
