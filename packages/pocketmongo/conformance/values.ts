import { Binary, BSONRegExp, Decimal128, type Document, Double, ObjectId, Timestamp } from 'mongodb';

/*
 * Values as the tables write them: 1 is an int32, 1n an int64, 1.5 a double, dbl(1) a double without a fraction,
 * dec('1.0') a Decimal128.
 */
export const dbl = (number: number): Double => new Double(number);
export const dec = (text: string): Decimal128 => Decimal128.fromString(text);
export const date = (text: string): Date => new Date(text);
export const oid = (text: string): ObjectId => new ObjectId(text);
export const bin = (bytes: readonly number[], subtype = 0): Binary => new Binary(Buffer.from(bytes), subtype);
export const ts = (t: number, i: number): Timestamp => new Timestamp({ t, i });
export const re = (pattern: string, options = ''): BSONRegExp => new BSONRegExp(pattern, options);

export const INT_MAX = 2_147_483_647;
export const INT_MIN = -2_147_483_648;
export const LONG_MAX = 9_223_372_036_854_775_807n;
export const LONG_MIN = -9_223_372_036_854_775_808n;
export const NaN64 = Number.NaN;
export const INF = Number.POSITIVE_INFINITY;

/** No value at all: a field that is not there. */
export const MISSING = undefined;

/** The refusal that a case expects, by its code. */
export class Refusal {
  readonly codes: readonly number[];
  constructor(codes: readonly number[]) {
    this.codes = codes;
  }
}
/** Several codes where versions of the server differ; none where the manual names the error but no code. */
export const refused = (...codes: number[]): Refusal => new Refusal(codes);

/** A document whose values can't be foretold but for their types. */
export class Typed {
  readonly types: Readonly<Record<string, string>>;
  constructor(types: Readonly<Record<string, string>>) {
    this.types = types;
  }
}
export const typed = (types: Readonly<Record<string, string>>): Typed => new Typed(types);

/** A whole expression, filter or update where the table's key alone would not make it. */
export class Whole {
  readonly content: unknown;
  constructor(content: unknown) {
    this.content = content;
  }
}
export const whole = (content: unknown): Whole => new Whole(content);

/** `{[operator]: argument}`, or what the argument says as a whole. */
export const applied = (operator: string, argument: unknown): unknown =>
  argument instanceof Whole ? argument.content : { [operator]: argument };

/** A document with a field, or without it when the value is missing. */
export const withField = <Fields extends Document>(
  document: Fields,
  field: string,
  value: unknown,
): Fields => (value === undefined ? document : { ...document, [field]: value });
