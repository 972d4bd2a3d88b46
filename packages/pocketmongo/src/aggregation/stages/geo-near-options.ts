import { toNumber } from '../../bson/numbers.ts';
import { doc, isDoc, isNumeric, type Doc, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { wrongType } from '../../field-errors.ts';
import { checkedParts } from '../../query/checked-path.ts';
import { findNear, nearOf, type Near } from '../../query/geo/near.ts';
import { compileFilter } from '../../query/match.ts';
import { isTruthy } from '../../query/operators/element.ts';
import type { StageContext } from '../stage.ts';

/** The operand of `$geoNear`. */
export interface GeoNear {
  near: Near;
  distanceField: readonly string[];
  includeLocs: readonly string[] | undefined;
  multiplier: number;
  query: Doc;
  key: string | undefined;
}

const FIELDS = new Set([
  'near', 'distanceField', 'spherical', 'minDistance', 'maxDistance', 'query', 'distanceMultiplier', 'includeLocs',
  'key', 'uniqueDocs',
]); // prettier-ignore
/** Two numbers, and the furthest distance behind them. */
const MOST_NUMBERS = 3;

export function parseGeoNear(operand: Value, { options }: StageContext): GeoNear {
  if (Array.isArray(operand)) throw missingNear();
  if (!isDoc(operand)) throw locationError(10065, 'invalid parameter: expected an object ($geoNear)');
  for (const name of operand.keys()) {
    if (!FIELDS.has(name)) throw commandError('BadValue', `unknown argument to $geoNear: ${name}`);
  }
  const distanceField = operand.get('distanceField');
  if (typeof distanceField !== 'string')
    throw locationError(16606, "$geoNear requires that the 'distanceField' option is a String");
  const includeLocs = operand.get('includeLocs');
  if (includeLocs !== undefined && typeof includeLocs !== 'string')
    throw locationError(16607, "$geoNear requires that 'includeLocs' option is a String");
  return {
    near: nearArgument(operand),
    distanceField: checkedParts(distanceField),
    includeLocs: includeLocs === undefined ? undefined : checkedParts(includeLocs),
    multiplier: amount(operand, 'distanceMultiplier') ?? 1,
    query: queryIn(operand, options),
    key: keyIn(operand),
  };
}

function keyIn(operand: Doc): string | undefined {
  const key = operand.get('key');
  if (key === undefined) return undefined;
  if (typeof key !== 'string') throw wrongType('$geoNear.key', key, 'string');
  if (key === '') throw commandError('BadValue', "$geoNear parameter 'key' must not be empty");
  checkedParts(key);
  return key;
}

function queryIn(operand: Doc, options: StageContext['options']): Doc {
  const query = operand.get('query');
  if (query === undefined) return doc({});
  if (!isDoc(query)) throw wrongType('$geoNear.query', query, 'object');
  if (findNear(query) !== undefined)
    throw locationError(5_626_500, '$near and $nearSphere are not allowed in the query of $geoNear');
  compileFilter(query, options);
  return query;
}

const missingNear = (): Error => locationError(5_860_400, "$geoNear requires a 'near' argument");

function nearArgument(operand: Doc): Near {
  const near = operand.get('near');
  if (near === undefined) throw missingNear();
  if (!isDoc(near) && !Array.isArray(near))
    throw locationError(5_860_401, "'near' of $geoNear must be a GeoJSON point or a pair of numbers");
  if (Array.isArray(near) && near.length > MOST_NUMBERS)
    throw commandError('BadValue', "'near' of $geoNear has too many numbers");
  const [least, most] = [amount(operand, 'minDistance') ?? 0, amount(operand, 'maxDistance') ?? Infinity];
  const spherical = isTruthy(operand.get('spherical') ?? false);
  const found = nearOf(spherical ? '$nearSphere' : '$near', near, new Map());
  return { ...found, least, most: Math.min(most, found.most) };
}

function amount(operand: Doc, name: string): number | undefined {
  const value = operand.get(name);
  if (value === undefined) return undefined;
  if (!isNumeric(value)) throw wrongType(`$geoNear.${name}`, value, 'number');
  const number = toNumber(value);
  if (!(number >= 0)) throw commandError('BadValue', `$geoNear parameter '${name}' must be non-negative`);
  return number;
}
