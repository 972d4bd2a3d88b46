import {
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  isInt32,
  isNumeric,
  Timestamp,
  type Value,
} from '../../bson/values.ts';
import { type Numeric, toNumber } from '../../bson/numbers.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';

export const codePoints = (text: string): string[] => Array.from(text);

/** A value where a text is wanted: null and missing are empty, numbers, dates and code are written out. */
export function stringOf(value: Value | undefined, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof BSONSymbol) return value.valueOf();
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Code && value.scope === null) return value.code;
  if (!isNumeric(value))
    throw locationError(16007, `can't convert from BSON type ${typeAlias(value)} to String in ${name}`);
  return exactText(value) ?? shortDouble(toNumber(value));
}

/** A number as `$toString` writes it: a double by the digits that tell it from all others. */
export function numberText(value: Numeric): string {
  return exactText(value) ?? longDouble(toNumber(value));
}

const longDouble = (number: number): string =>
  Number.isFinite(number) ? written(number, number.toExponential(), 16) : String(number);

/** The digits of a number that is no double. */
function exactText(value: Numeric): string | undefined {
  if (value instanceof Double) return undefined;
  if (value instanceof Decimal128) return value.toString();
  return typeof value === 'bigint' || isInt32(value) ? String(value) : undefined;
}

/** A double where a text is wanted: of six digits, as the `%g` of C writes it. */
function shortDouble(number: number): string {
  if (Number.isNaN(number)) return 'nan';
  if (!Number.isFinite(number)) return number < 0 ? '-inf' : 'inf';
  return written(number === 0 ? number : Number(number.toPrecision(6)), number.toExponential(5), 6);
}

/** With an exponent from 10^`most` on and below 10^-4, else without one. */
function written(number: number, exponential: string, most: number): string {
  const [digits = '', power = '0'] = exponential.split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < most) return Object.is(number, -0) ? '-0' : String(number);
  const mantissa = digits.includes('.') ? digits.replace(/\.?0+$/u, '') : digits;
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Jan  1 00:00:00:1`: the moment without its year, and the increment. */
function timestampText({ t, i }: Timestamp): string {
  const moment = new Date(t * 1000);
  const day = String(moment.getUTCDate()).padStart(2, ' ');
  return `${MONTHS[moment.getUTCMonth()]} ${day} ${moment.toISOString().slice(11, 19)}:${i}`;
}
