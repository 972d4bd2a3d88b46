import { toNumber } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import {
  compileArguments,
  isNullish,
  namedArguments,
  one,
  type Operator,
  type OperatorTable,
  two,
} from './expression.ts';
import { place } from './sizes.ts';
import { stringOf } from './string-of.ts';

const concat: Operator = (operand, compiler, name) => {
  const parts = compileArguments(operand, compiler, name, 0, Infinity);
  return (scope) => {
    let joined = '';
    for (const part of parts) {
      const value = part(scope);
      if (isNullish(value)) return null;
      if (typeof value !== 'string')
        throw locationError(16702, `$concat only supports strings, not ${typeAlias(value)}`);
      joined += value;
    }
    return joined;
  };
};

/** Null and missing count as the empty text. */
const onText = (compute: (text: string) => Value): Operator => {
  return (operand, compiler, name) => {
    const [argument] = compileArguments(operand, compiler, name, 1);
    return (scope) => compute(stringOf(argument?.(scope), name));
  };
};

/** The length of a string; nothing else has one, null neither. */
const length =
  (code: number, measure: (text: string) => number): Operator =>
  (operand, compiler, name) => {
    const argument = one(operand, compiler, name);
    return (scope) => {
      const text = argument(scope);
      if (typeof text === 'string') return measure(text);
      throw locationError(code, `${name} requires a string argument, found: ${typeAlias(text)}`);
    };
  };

const codePoints = (text: string): string[] => Array.from(text);

type Reader = (value: Value | undefined, name: string) => number;

function substring(
  cut: (text: string, start: number, count: number) => string,
  startOf: Reader,
  countOf: Reader,
): Operator {
  return (operand, compiler, name) => {
    const [input, from, length] = compileArguments(operand, compiler, name, 3);
    return (scope) => {
      const [start, count] = [startOf(from?.(scope), name), countOf(length?.(scope), name)];
      return cut(stringOf(input?.(scope), name), start, count);
    };
  };
}

/** Reads a number and cuts its fraction off; a fraction is refused where it has a code. */
const reader =
  (type: number, fraction?: number): Reader =>
  (value, name) => {
    if (!isNumeric(value))
      throw locationError(
        type,
        `${name}: starting index and length must be numeric, found ${typeAlias(value)}`,
      );
    const number = toNumber(value);
    if (fraction !== undefined && !Number.isInteger(number))
      throw locationError(fraction, `${name}: starting index and length must be integers, found ${number}`);
    return Math.trunc(number);
  };

const substrBytes = substring(
  (text, start, count) => {
    const bytes = Buffer.from(text);
    if (start < 0) throw locationError(50752, '$substrBytes: starting index must be non-negative');
    const end = count < 0 ? bytes.length : Math.min(bytes.length, start + count);
    if (isContinuation(bytes[start]) || isContinuation(bytes[end])) {
      throw locationError(
        isContinuation(bytes[start]) ? 28656 : 28657,
        '$substrBytes: Invalid range: starting or ending index is in the middle of a UTF-8 character.',
      );
    }
    return bytes.toString('utf8', start, end);
  },
  reader(16034),
  reader(16035),
);

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

const substrCP = substring(
  (text, start, count) => {
    if (count < 0) throw locationError(34454, '$substrCP: length must be a nonnegative integer.');
    if (start < 0) throw locationError(34455, '$substrCP: the starting index must be nonnegative integer.');
    return codePoints(text)
      .slice(start, start + count)
      .join('');
  },
  reader(34450, 34451),
  reader(34452, 34453),
);

const split: Operator = (operand, compiler, name) => {
  const [input, by] = two(operand, compiler, name);
  return (scope) => {
    const [text, separator] = [input(scope), by(scope)];
    if (isNullish(text) || isNullish(separator)) return null;
    if (typeof text !== 'string')
      throw locationError(
        40085,
        `$split requires an expression that evaluates to a string as a first argument, found: ${typeAlias(text)}`,
      );
    if (typeof separator !== 'string')
      throw locationError(
        40086,
        `$split requires an expression that evaluates to a string as a second argument, found: ${typeAlias(separator)}`,
      );
    if (separator === '') throw locationError(40087, '$split requires a non-empty separator');
    return text.split(separator);
  };
};

const trimming = (start: boolean, end: boolean): Operator => {
  return (operand, compiler, name) => {
    const parts = namedArguments(operand, name, ['input'], ['chars']);
    const input = compiler.expression(parts.input);
    const chars = parts.chars === undefined ? undefined : compiler.expression(parts.chars);
    return (scope) => {
      const text = input(scope);
      const unwanted = chars?.(scope);
      if (isNullish(text) || (chars !== undefined && isNullish(unwanted))) return null;
      if (typeof text !== 'string')
        throw locationError(50699, `${name} requires its input to be a string, got ${typeAlias(text)}`);
      if (chars !== undefined && typeof unwanted !== 'string')
        throw locationError(50700, `${name} requires 'chars' to be a string, got ${typeAlias(unwanted)}`);
      return trim(text, typeof unwanted === 'string' ? new Set(codePoints(unwanted)) : undefined, start, end);
    };
  };
};

function trim(text: string, chars: ReadonlySet<string> | undefined, start: boolean, end: boolean): string {
  const points = codePoints(text);
  const unwanted = (point: string | undefined): boolean =>
    point !== undefined && (chars === undefined ? /^[\s\0]$/u.test(point) : chars.has(point));
  let from = 0;
  let to = points.length;
  while (start && from < to && unwanted(points[from])) from += 1;
  while (end && to > from && unwanted(points[to - 1])) to -= 1;
  return points.slice(from, to).join('');
}

const indexOfCP: Operator = (operand, compiler, name) => {
  const [input, needle, from, to] = compileArguments(operand, compiler, name, 2, 4);
  return (scope) => {
    const [text, wanted] = [input?.(scope), needle?.(scope)];
    if (isNullish(text)) return null;
    if (typeof text !== 'string')
      throw locationError(
        40093,
        `$indexOfCP requires a string as the first argument, found: ${typeAlias(text)}`,
      );
    if (typeof wanted !== 'string')
      throw locationError(
        40094,
        `$indexOfCP requires a string as the second argument, found: ${typeAlias(wanted)}`,
      );
    const points = codePoints(text);
    const start = from === undefined ? 0 : place(from(scope), name);
    const end = to === undefined ? points.length : place(to(scope), name);
    const found = points.slice(start, end).join('').indexOf(wanted);
    return found < 0 ? -1 : start + codePoints(points.slice(start, end).join('').slice(0, found)).length;
  };
};

function replacing(all: boolean): Operator {
  return (operand, compiler, name) => {
    const parts = namedArguments(operand, name, ['input', 'find', 'replacement']);
    const expressions = [parts.input, parts.find, parts.replacement].map((part) => compiler.expression(part));
    return (scope) => {
      const [text, find, replacement] = expressions.map((expression) => expression(scope));
      if (isNullish(text) || isNullish(find) || isNullish(replacement)) return null;
      if (typeof text !== 'string')
        throw locationError(51746, `${name} requires that 'input' be a string, found: ${typeAlias(text)}`);
      if (typeof find !== 'string')
        throw locationError(51745, `${name} requires that 'find' be a string, found: ${typeAlias(find)}`);
      if (typeof replacement !== 'string')
        throw locationError(
          51744,
          `${name} requires that 'replacement' be a string, found: ${typeAlias(replacement)}`,
        );
      return all ? text.replaceAll(find, () => replacement) : text.replace(find, () => replacement);
    };
  };
}

const strcasecmp: Operator = (operand, compiler, name) => {
  const [left, right] = two(operand, compiler, name);
  return (scope) => {
    const [a, b] = [stringOf(left(scope), name).toUpperCase(), stringOf(right(scope), name).toUpperCase()];
    return a < b ? -1 : a > b ? 1 : 0;
  };
};

export const stringOperators: OperatorTable = {
  $concat: concat,
  $indexOfCP: indexOfCP,
  $ltrim: trimming(true, false),
  $replaceAll: replacing(true),
  $replaceOne: replacing(false),
  $rtrim: trimming(false, true),
  $split: split,
  $strLenBytes: length(34473, (text) => Buffer.byteLength(text)),
  $strLenCP: length(34471, (text) => codePoints(text).length),
  $strcasecmp: strcasecmp,
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: substrCP,
  $toLower: onText((text) => text.toLowerCase()),
  $toUpper: onText((text) => text.toUpperCase()),
  $trim: trimming(true, true),
};
