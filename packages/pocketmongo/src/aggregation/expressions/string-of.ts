import { BSONSymbol, isNumeric, Decimal128, type Value } from '../../bson/values.ts';
import { toNumber } from '../../bson/numbers.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';

/** A value where a text is wanted: null and missing are empty, numbers and dates are written out. */
export function stringOf(value: Value | undefined, name: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (value instanceof BSONSymbol) return value.valueOf();
  if (value instanceof Date) return value.toISOString();
  if (isNumeric(value)) return numberText(value);
  throw locationError(16007, `can't convert from BSON type ${typeAlias(value)} to String in ${name}`);
}

/** A number as `$toString` writes it. */
export function numberText(value: Value): string {
  if (value instanceof Decimal128) return value.toString();
  if (typeof value === 'bigint') return String(value);
  if (!isNumeric(value)) return '';
  const number = toNumber(value);
  return Object.is(number, -0) ? '-0' : String(number);
}
