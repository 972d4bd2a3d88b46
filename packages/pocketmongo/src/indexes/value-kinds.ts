import { Binary, Double, isInt32, MaxKey, MinKey, ObjectId, Timestamp, type Value } from '../bson/values.ts';

/**
 * What a key leaves out of a value: equal numbers have equal keys whatever their type, and a missing value has the key
 * of null. An entry of an index holds one such byte for each field, those at the end left out that are PLAIN.
 */
export const KIND = {
  /** The key says all; a number is an int32. */
  plain: 0,
  int64: 1,
  double: 2,
  minusZero: 3,
  missing: 4,
  /** Only the document has the value. */
  notHeld: 5,
} as const;

export const NO_KINDS = new Uint8Array(0);

/** `folded`: strings are in the key as their collation sees them. */
export function kindOf(value: Value | undefined, folded: boolean): number {
  switch (typeof value) {
    case 'string':
      return folded ? KIND.notHeld : KIND.plain;
    case 'number':
      return isInt32(value) ? KIND.plain : Object.is(value, -0) ? KIND.minusZero : KIND.double;
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? KIND.int64 : KIND.notHeld;
    case 'boolean':
      return KIND.plain;
    case 'undefined':
      return KIND.missing;
    default:
      return value === null ? KIND.plain : kindOfObject(value);
  }
}

function kindOfObject(value: Exclude<Value, null | string | number | bigint | boolean>): number {
  if (value instanceof ObjectId || value instanceof Date || value instanceof Timestamp) return KIND.plain;
  if (value instanceof Double) return Object.is(value.value, -0) ? KIND.minusZero : KIND.double;
  if (value instanceof MinKey || value instanceof MaxKey) return KIND.plain;
  // The oldest subtype has its length twice.
  if (value instanceof Binary) return value.sub_type === 2 ? KIND.notHeld : KIND.plain;
  return KIND.notHeld;
}
