import { compareExact, exactOf } from './exact.ts';
import {
  type Doc,
  type Found,
  isArray,
  isDate,
  isDecimal,
  isDoc,
  isDouble,
  isNumber,
  isRegex,
  type Numeric,
  tagOf,
  type Value,
} from './kinds.ts';
import type { ObjectId } from 'bson';

export * from './kinds.ts';

/** Rank of the value's type in the order of all values. */
export function bracket(value: Found): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (isNumber(value)) return 2;
  if (typeof value === 'string') return 3;
  if (isDoc(value)) return 4;
  if (isArray(value)) return 5;
  if (tagOf(value) === 'ObjectId') return 7;
  if (typeof value === 'boolean') return 8;
  if (isDate(value)) return 9;
  return 11;
}

/** The order of all values: by type, then by value. Missing comes before null. */
export function compare(a: Found, b: Found): number {
  const byType = bracket(a) - bracket(b);
  if (byType !== 0) return Math.sign(byType);
  if (isNumber(a) && isNumber(b)) return compareExact(exactOf(a), exactOf(b));
  if (isArray(a) && isArray(b)) return compareLists(a, b);
  if (isDoc(a) && isDoc(b)) return compareDocs(a, b);
  if (isDate(a) && isDate(b)) return Math.sign(a.getTime() - b.getTime());
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return compareStrings(text(a), text(b));
}

/** By the bytes of UTF-8. */
function compareStrings(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const order = compare(a[at], b[at]);
    if (order !== 0) return order;
  }
  return Math.sign(a.length - b.length);
}

/** Field by field: its type, its name, its value. */
function compareDocs(a: Doc, b: Doc): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const [leftName = '', leftValue] = left[at] ?? [];
    const [rightName = '', rightValue] = right[at] ?? [];
    const byType = bracket(leftValue) - bracket(rightValue);
    if (byType !== 0) return Math.sign(byType);
    const byName = compareStrings(leftName, rightName);
    if (byName !== 0) return byName;
    const byValue = compare(leftValue, rightValue);
    if (byValue !== 0) return byValue;
  }
  return Math.sign(left.length - right.length);
}

export const equal = (a: Found, b: Found): boolean => compare(a, b) === 0;

/**
 * A value as text with its types. `worth`: the digits of a decimal don't count; `loose`: nor does the type of a number;
 * `stored`: all that is stored.
 */
export function text(value: Found, how: 'worth' | 'loose' | 'stored' = 'worth'): string {
  if (value === undefined) return 'missing';
  if (isNumber(value)) return how === 'loose' ? worth(value) : numberText(value, how);
  if (isArray(value)) return `[${value.map((element) => text(element, how)).join(',')}]`;
  if (isDoc(value))
    return `{${Array.from(value, ([name, inner]) => `${JSON.stringify(name)}:${text(inner, how)}`).join(',')}}`;
  if (isDate(value)) return `date ${value.getTime()}`;
  if (isRegex(value)) return `/${value.pattern}/${value.options}`;
  if (tagOf(value) === 'ObjectId') return `oid ${(value as ObjectId).toHexString()}`;
  return JSON.stringify(value);
}

const SHORT: Readonly<Record<string, string>> = { Int32: 'i', Long: 'l', Double: 'd', Decimal128: 'm' };

function numberText(value: Numeric, how: 'worth' | 'stored'): string {
  if (how === 'stored' && isDecimal(value)) return `m${value.toString()}`;
  const amount = isDouble(value) && Object.is(value.value, -0) ? '-0' : worth(value);
  return `${SHORT[tagOf(value)] ?? ''}${amount}`;
}

/** The worth of a number; the number of digits of a decimal does not count. */
function worth(value: Numeric): string {
  const exact = exactOf(value);
  if (typeof exact === 'string') return exact;
  let { n, e } = exact;
  if (n === 0n) return '0';
  while (n % 10n === 0n) [n, e] = [n / 10n, e + 1];
  return e === 0 ? `${n}` : `${n}e${e}`;
}
