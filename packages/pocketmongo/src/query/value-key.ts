import { compareValues } from '../bson/compare.ts';
import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  DbPointer,
  type Doc,
  Decimal128,
  Double,
  isDoc,
  isInt32,
  ObjectId,
  Timestamp,
  type Value,
  WideDate,
} from '../bson/values.ts';
import { representative } from '../collation/representative.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError } from '../errors.ts';
import { show } from './show.ts';
import { typeAlias } from './types.ts';

/** A text that is the same exactly for values that are equal, whatever numeric types they have. */
export function valueKey(value: Value, collation?: Collation, budget?: Budget): string {
  if (value === null) return 'z';
  switch (typeof value) {
    case 'string':
      return `s${collation === undefined ? value : representative(value, collation)}`;
    case 'number':
      return numberKey(value);
    case 'bigint':
      return `i${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    default:
      return objectKey(value, collation, budget);
  }
}

function numberKey(value: number): string {
  if (isInt32(value)) return `i${value}`;
  return Number.isInteger(value) ? `i${BigInt(value)}` : `d${value}`;
}

function objectKey(
  value: Exclude<Value, string | number | bigint | boolean | null>,
  collation?: Collation,
  budget: Budget = { containers: MAX_CONTAINERS },
): string {
  if (value instanceof ObjectId) return `o${value.toHexString()}`;
  if (value instanceof Date) return `D${value.getTime()}`;
  if (value instanceof WideDate) return `D${value.ms}`;
  if (value instanceof Double) return numberKey(value.value);
  if (value instanceof Decimal128) return decimalKey(value);
  if (value instanceof BSONSymbol) return valueKey(value.valueOf(), collation);
  if (value instanceof Binary) return `b${value.sub_type}:${Buffer.from(value.value()).toString('base64')}`;
  if (value instanceof BSONRegExp) return `r${JSON.stringify([value.pattern, value.options])}`;
  if (value instanceof Timestamp) return `T${value.t}:${value.i}`;
  if (Array.isArray(value)) {
    spend(budget);
    return `[${value.map((item) => framed(valueKey(item, collation, budget))).join('')}]`;
  }
  if (isDoc(value)) {
    spend(budget);
    const fields = Array.from(
      value,
      ([key, field]) => framed(key) + framed(valueKey(field, collation, budget)),
    );
    return `{${fields.join('')}}`;
  }
  if (value instanceof Code) return `c${framed(value.code)}${codeScopeKey(value, collation, budget)}`;
  if (value instanceof DbPointer) return `p${value.id.toHexString()}${value.namespace}`;
  return `${typeAlias(value)}:${show(value)}`;
}

function codeScopeKey({ scope }: Code, collation: Collation | undefined, budget: Budget): string {
  return scope instanceof Map ? valueKey(scope as Doc, collation, budget) : '';
}

/** What is left of the work on one value: values that share parts are small in memory and endless to walk. */
interface Budget {
  containers: number;
}

const MAX_CONTAINERS = 500_000;

function spend(budget: Budget): void {
  budget.containers -= 1;
  if (budget.containers < 0) throw commandError('BSONObjectTooLarge', 'a value is too large to be compared');
}

/** Length in front, so that no two lists of parts give one text. */
const framed = (part: string): string => `${part.length}:${part}`;

/** A decimal that equals a double gets the double's key; another one its digits without trailing zeros. */
function decimalKey(value: Decimal128): string {
  const text = value.toString();
  const number = Number(text);
  if (Number.isNaN(number)) return 'dNaN';
  if (compareValues(value, new Double(number)) === 0) return numberKey(number === 0 ? 0 : number);
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/.exec(text);
  if (match === null) return `d${text}`;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  const scale = Number(exponent) - fraction.length + (digits.length - trimmed.length);
  if (scale >= 0) return `i${sign}${trimmed}${'0'.repeat(scale)}`;
  return `m${sign}${trimmed}E${scale}`;
}
