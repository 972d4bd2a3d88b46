import { type BSONRegExp, type Decimal128, Double, Int32, type Long, type ObjectId } from 'bson';

/** A document with its fields in order; plain objects would put fields named like numbers first. */
export type Doc = Map<string, Value>;
export type Numeric = Int32 | Double | Long | Decimal128;
export type Value = null | boolean | string | Date | Numeric | ObjectId | BSONRegExp | Value[] | Doc;
/** What a path leads to; undefined where nothing is. */
export type Found = Value | undefined;

/** An error with which the model expects the server to answer; several codes where the order of the checks is free. */
export class ModelError extends Error {
  readonly codes: readonly number[];
  constructor(...codes: number[]) {
    super(`error ${codes.join(' or ')}`);
    this.codes = codes;
  }
}

type Tagged = { _bsontype: string };

export function tagOf(value: Found): string {
  if (value === undefined || value === null || typeof value !== 'object') return '';
  return '_bsontype' in value ? (value as unknown as Tagged)._bsontype : '';
}

export const isDoc = (value: Found): value is Doc => Object.prototype.toString.call(value) === '[object Map]';
export const isArray = (value: Found): value is Value[] => Array.isArray(value);
export const isDate = (value: Found): value is Date =>
  Object.prototype.toString.call(value) === '[object Date]';
export const isRegex = (value: Found): value is BSONRegExp => tagOf(value) === 'BSONRegExp';
export const isNumber = (value: Found): value is Numeric =>
  ['Int32', 'Double', 'Long', 'Decimal128'].includes(tagOf(value));
export const isInt = (value: Found): value is Int32 => tagOf(value) === 'Int32';
export const isLong = (value: Found): value is Long => tagOf(value) === 'Long';
export const isDouble = (value: Found): value is Double => tagOf(value) === 'Double';
export const isDecimal = (value: Found): value is Decimal128 => tagOf(value) === 'Decimal128';
export const isInteger = (value: Found): value is Int32 | Long => ['Int32', 'Long'].includes(tagOf(value));

/** From what the driver gives or takes. */
export function toModel(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isInteger(value) ? new Int32(value) : new Double(value);
  if (Array.isArray(value)) return value.map(toModel);
  const given = value as Value;
  if (typeof given !== 'object' || tagOf(given) !== '' || isDate(given) || isDoc(given)) return given;
  return new Map(Object.entries(value).map(([name, inner]) => [name, toModel(inner)]));
}

/** A text, or '' for what is none. */
export const nameOf = (value: Found): string => (typeof value === 'string' ? value : '');
