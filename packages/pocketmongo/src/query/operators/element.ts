import { Decimal128, isNumeric, type Value } from '../../bson/values.ts';
import { compareNumbers, toNumber } from '../../bson/numbers.ts';
import { commandError } from '../../errors.ts';
import { leaf, not, type Condition } from '../conditions.ts';
import { isThere } from '../raw/raw-test.ts';
import { BSON_TYPES, bsonType } from '../types.ts';

/** False, zero and null are false; anything else is true. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  // A decimal may be too small for a double.
  if (value instanceof Decimal128) return compareNumbers(value, 0) !== 0;
  return !isNumeric(value) || toNumber(value) !== 0;
}

/** `$exists` */
export function exists(operand: Value): Condition {
  const present = leaf((value) => value !== undefined, false, isThere);
  return isTruthy(operand) ? present : not([present]);
}

/** `$type` by number, alias or a list of them; `number` is any of the four. */
export function hasType(operand: Value): Condition {
  const choices = Array.isArray(operand) ? operand : [operand];
  if (choices.length === 0) throw commandError('FailedToParse', '$type must match at least one type');
  const wanted = new Set(choices.flatMap(typeNumbers));
  return leaf((value) => value !== undefined && wanted.has(bsonType(value).number));
}

/** The numbers of the types that a `$type` operand names. */
export function typeNumbers(operand: Value): number[] {
  if (operand === 'number') return [1, 16, 18, 19];
  if (typeof operand === 'string') {
    const found = BSON_TYPES.find(({ alias }) => alias === operand);
    if (found === undefined) throw commandError('BadValue', `Unknown type name alias: ${operand}`);
    return [found.number];
  }
  if (!isNumeric(operand)) {
    throw commandError('TypeMismatch', 'type must be represented as a number or a string');
  }
  const number = toNumber(operand);
  if (!BSON_TYPES.some((type) => type.number === number)) {
    throw commandError('BadValue', `Invalid numerical type code: ${number}`);
  }
  return [number];
}
