import { toNumber, wholeNumber } from '../bson/numbers.ts';
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { missingField, unknownField, wrongType } from '../field-errors.ts';
import { isTruthy } from '../query/operators/element.ts';

export { missingField, unknownField, wrongType };

/** Fields that any command may carry. */
const GENERIC = new Set([
  '$db',
  '$clusterTime',
  '$readPreference',
  'lsid',
  'txnNumber',
  'startTransaction',
  'autocommit',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
]);

export const isGenericField = (field: string): boolean => GENERIC.has(field);

/** Refuses fields that the command does not know: an option is never silently ignored. */
export function checkFields(body: Doc, name: string, known: ReadonlySet<string>): void {
  for (const field of body.keys()) {
    if (field === name || GENERIC.has(field) || known.has(field)) continue;
    throw unknownField(`${name}.${field}`);
  }
}

export function optionalDoc(body: Doc, field: string): Doc | undefined {
  const value = body.get(field);
  if (value === undefined || value === null) return undefined;
  if (!isDoc(value)) throw wrongType(field, value, 'object');
  return value;
}

export function requiredDoc(body: Doc, field: string): Doc {
  const value = optionalDoc(body, field);
  if (value === undefined) throw missingField(field);
  return value;
}

export function optionalArray(body: Doc, field: string): readonly Value[] | undefined {
  const value = body.get(field);
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType(field, value, 'array');
  return value;
}

export function requiredArray(body: Doc, field: string): readonly Value[] {
  const value = optionalArray(body, field);
  if (value === undefined) throw missingField(field);
  return value;
}

/** An array of documents, as `documents`, `updates` or `deletes`. */
export function requiredDocs(body: Doc, field: string): Doc[] {
  return requiredArray(body, field).map((value, index) => {
    if (!isDoc(value)) throw wrongType(`${field}.${index}`, value, 'object');
    return value;
  });
}

export function optionalString(body: Doc, field: string): string | undefined {
  const value = body.get(field);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw wrongType(field, value, 'string');
  return value;
}

export function requiredString(body: Doc, field: string): string {
  const value = optionalString(body, field);
  if (value === undefined) throw missingField(field);
  return value;
}

/** A whole number ≥ 0; a fraction is cut off, that of a Decimal128 rounded to the even number, NaN is 0. */
export function optionalCount(body: Doc, field: string): number | undefined {
  const value = body.get(field);
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw wrongType(field, value, 'long');
  const number = typeof value === 'number' && Number.isInteger(value) ? value : wholeNumber(value);
  if (number < 0) {
    throw commandError('BadValue', `BSON field '${field}' value must be >= 0, actual value '${number}'`);
  }
  return number;
}

const MAX_TIME_MS = 2 ** 31 - 1;

/** `maxTimeMS`: whole milliseconds; 0 is no limit. */
export function maxTimeOf(body: Doc): number | undefined {
  const value = body.get('maxTimeMS');
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw wrongType('maxTimeMS', value, 'long');
  const number = toNumber(value);
  if (!Number.isInteger(number)) throw commandError('FailedToParse', 'maxTimeMS has a non-integral value');
  if (number < 0 || number > MAX_TIME_MS)
    throw commandError('BadValue', `${number} value for maxTimeMS is out of range [0, ${MAX_TIME_MS}]`);
  return number;
}

/** Booleans, and numbers in their place. */
export function flag(body: Doc, field: string, fallback = false): boolean {
  const value = body.get(field);
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'boolean' && !isNumeric(value)) throw wrongType(field, value, 'bool');
  return isTruthy(value);
}

/** A boolean; no number stands for one. */
export function optionalBoolean(body: Doc, field: string): boolean | undefined {
  const value = body.get(field) ?? undefined;
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(field, value, 'bool');
  return value;
}

/** An index by name or key pattern. */
export function optionalHint(body: Doc): string | Doc | undefined {
  const value = body.get('hint');
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (!isDoc(value)) throw commandError('FailedToParse', 'hint must be a string or an object');
  return value.size === 0 ? undefined : value;
}
