import { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';

export { Binary, BSONRegExp, BSONSymbol, Code, Decimal128, MaxKey, MinKey, ObjectId, Timestamp };

/**
 * A decoded document. A Map keeps the order of the fields and has no prototype that a field name could reach.
 */
export type Doc = Map<string, Value>;

/**
 * A decoded BSON value. An int32 is a JS number that is an integer within int32 range and not -0; any other JS
 * number is a double; a double that would be mistaken for an int32 is a {@link Double}; an int64 is a bigint.
 * A missing value is `undefined` and is never stored.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Double
  | Decimal128
  | ObjectId
  | Binary
  | Timestamp
  | BSONRegExp
  | BSONSymbol
  | Code
  | MinKey
  | MaxKey
  | WideDate
  | DbPointer
  | BsonUndefined
  | Value[]
  | Doc;

/** A double whose value happens to be an integer in int32 range. */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A date-time that a JS Date can't hold. */
export class WideDate {
  readonly ms: bigint;
  constructor(ms: bigint) {
    this.ms = ms;
  }
}

/** The deprecated DBPointer type; kept so that documents that hold one survive a round trip. */
export class DbPointer {
  readonly namespace: string;
  readonly id: ObjectId;
  constructor(namespace: string, id: ObjectId) {
    this.namespace = namespace;
    this.id = id;
  }
}

/** The deprecated BSON type "undefined". */
export class BsonUndefined {
  // Without a member every object would pass for one of these in the eyes of the compiler.
  readonly bsonType = 'undefined';
}
export const UNDEFINED = new BsonUndefined();

/** True when a JS number stands for an int32. */
export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** A double as a value: wrapped where a bare JS number would be read as an int32. */
export function double(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value;
}

/** True for a document (not an array, not a wrapper class). */
export function isDoc(value: Value | undefined): value is Doc {
  return value instanceof Map;
}

/** True for int32, int64, double and Decimal128. */
export function isNumeric(value: Value | undefined): value is number | bigint | Double | Decimal128 {
  return (
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Double ||
    value instanceof Decimal128
  );
}

/** A document from a plain object literal of values; for code and tests, not for data from outside. */
export function doc(fields: Readonly<Record<string, Value>>): Doc {
  return new Map(Object.entries(fields));
}
