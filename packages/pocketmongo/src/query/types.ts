import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  BsonUndefined,
  Code,
  DbPointer,
  Decimal128,
  Double,
  isInt32,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  WideDate,
  type Value,
} from '../bson/values.ts';

/** Number and alias of a BSON type, as `$type` takes them. */
export interface BsonType {
  number: number;
  alias: string;
}

const type = (number: number, alias: string): BsonType => ({ number, alias });

export const MISSING_ALIAS = 'missing';
const DOUBLE = type(1, 'double');
const STRING = type(2, 'string');
const OBJECT = type(3, 'object');
const ARRAY = type(4, 'array');
const BIN_DATA = type(5, 'binData');
const UNDEFINED = type(6, 'undefined');
const OBJECT_ID = type(7, 'objectId');
const BOOL = type(8, 'bool');
const DATE = type(9, 'date');
const NULL = type(10, 'null');
const REGEX = type(11, 'regex');
const DB_POINTER = type(12, 'dbPointer');
const JAVASCRIPT = type(13, 'javascript');
const SYMBOL = type(14, 'symbol');
const JAVASCRIPT_WITH_SCOPE = type(15, 'javascriptWithScope');
const INT = type(16, 'int');
const TIMESTAMP = type(17, 'timestamp');
const LONG = type(18, 'long');
const DECIMAL = type(19, 'decimal');
const MIN_KEY = type(-1, 'minKey');
const MAX_KEY = type(127, 'maxKey');

export const BSON_TYPES: readonly BsonType[] = [
  DOUBLE, STRING, OBJECT, ARRAY, BIN_DATA, UNDEFINED, OBJECT_ID, BOOL, DATE, NULL, REGEX, DB_POINTER,
  JAVASCRIPT, SYMBOL, JAVASCRIPT_WITH_SCOPE, INT, TIMESTAMP, LONG, DECIMAL, MIN_KEY, MAX_KEY,
]; // prettier-ignore

/** The BSON type of a value. */
export function bsonType(value: Value): BsonType {
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'number':
      return isInt32(value) ? INT : DOUBLE;
    case 'bigint':
      return LONG;
    case 'boolean':
      return BOOL;
    default:
      return value === null ? NULL : objectType(value);
  }
}

function objectType(value: object): BsonType {
  if (value instanceof Map) return OBJECT;
  if (Array.isArray(value)) return ARRAY;
  if (value instanceof ObjectId) return OBJECT_ID;
  if (value instanceof Date || value instanceof WideDate) return DATE;
  if (value instanceof Double) return DOUBLE;
  if (value instanceof Decimal128) return DECIMAL;
  if (value instanceof Timestamp) return TIMESTAMP;
  if (value instanceof Binary) return BIN_DATA;
  if (value instanceof BSONRegExp) return REGEX;
  if (value instanceof Code) return value.scope === null ? JAVASCRIPT : JAVASCRIPT_WITH_SCOPE;
  if (value instanceof BSONSymbol) return SYMBOL;
  if (value instanceof MinKey) return MIN_KEY;
  if (value instanceof MaxKey) return MAX_KEY;
  if (value instanceof DbPointer) return DB_POINTER;
  if (value instanceof BsonUndefined) return UNDEFINED;
  throw new TypeError('not a BSON value');
}

/** Alias of a value's type; `missing` for no value. */
export const typeAlias = (value: Value | undefined): string =>
  value === undefined ? MISSING_ALIAS : bsonType(value).alias;

const NUMBERS = 1_000;
const STRINGS = 1_001;

/** Values compare with `$lt` and its kin only inside one bracket: numbers with numbers, strings with symbols. */
export function typeBracket(value: Value): number {
  const { number } = bsonType(value);
  if (number === 1 || number === 16 || number === 18 || number === 19) return NUMBERS;
  if (number === 2 || number === 14) return STRINGS;
  return number === 6 ? 10 : number;
}
