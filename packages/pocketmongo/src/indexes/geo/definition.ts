import { toNumber } from '../../bson/numbers.ts';
import { type Doc, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { geometryOf, legacyPosition } from '../../query/geo/geometry.ts';
import { isSound } from '../../query/geo/soundness.ts';
import { onPath } from '../../query/paths.ts';
import { show } from '../../query/show.ts';

/**
 * A geo index holds no keys: queries of places look at every document. It allows `$near` on its fields, and refuses
 * documents that have no place there.
 */
export type GeoDefinition = {
  fields: ReadonlyMap<string, '2d' | '2dsphere'>;
  /** Bounds of the coordinates of a 2d index: from, and up to but without. */
  min: number;
  max: number;
};

/** Reads a specification; undefined when the key has no geo field. */
export function parseGeoDefinition(spec: Doc, key: Doc): GeoDefinition | undefined {
  const fields = new Map<string, '2d' | '2dsphere'>();
  for (const [path, kind] of key) if (kind === '2d' || kind === '2dsphere') fields.set(path, kind);
  if (fields.size === 0) return undefined;
  if (spec.get('unique') === true)
    throw commandError('CommandNotSupported', 'unique geo indexes are not supported by this server');
  return { fields, min: bound(spec.get('min'), -180), max: bound(spec.get('max'), 180) };
}

const bound = (value: Value | undefined, fallback: number): number =>
  value !== undefined && isNumeric(value) ? toNumber(value) : fallback;

/** Refuses a document whose value in a geo field is no place. */
export function checkGeo(definition: GeoDefinition, doc: Doc): void {
  for (const [path, kind] of definition.fields) {
    onPath(
      path,
      (value) => {
        if (value !== undefined && value !== null) checkPlace(definition, kind, value);
        return false;
      },
      false,
    )(doc, undefined);
  }
}

function checkPlace(definition: GeoDefinition, kind: '2d' | '2dsphere', value: Value): void {
  const places = isManyPlaces(value) ? value : [value];
  for (const place of places) {
    if (kind === '2d') checkFlat(definition, place);
    else if (geometryOf(place)?.polygons.every(isSound) !== true)
      throw locationError(
        16755,
        `Can't extract geo keys: unknown GeoJSON type or coordinates: ${show(place)}`,
      );
  }
}

/** An array that is no pair of numbers holds places; an empty one none. */
const isManyPlaces = (value: Value): value is Value[] =>
  Array.isArray(value) && !(value[0] !== undefined && isNumeric(value[0]));

function checkFlat({ min, max }: GeoDefinition, place: Value): void {
  const position = legacyPosition(place);
  if (position === undefined)
    throw locationError(13026, `geo values must be 'legacy coordinate pairs' for 2d indexes: ${show(place)}`);
  if (position.some((part) => part < min || part >= max))
    throw locationError(13027, `point not in interval of [ ${min}, ${max} ]: ${show(place)}`);
}
