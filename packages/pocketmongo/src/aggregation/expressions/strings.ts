import { type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { compareText } from '../../bson/text-order.ts';
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
import { codePoints, stringOf } from './string-of.ts';

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

/** The characters that the manual lists for `$trim`. */
const WHITESPACE = /^[\0\t-\r \u00a0\u1680\u2000-\u200a]$/u;

function trim(text: string, chars: ReadonlySet<string> | undefined, start: boolean, end: boolean): string {
  const points = codePoints(text);
  const unwanted = (point: string | undefined): boolean =>
    point !== undefined && (chars === undefined ? WHITESPACE.test(point) : chars.has(point));
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
    const end = to === undefined ? Infinity : place(to(scope), name);
    if (text === '' && wanted === '' && start === 0) return 0;
    const rest = points.slice(start).join('');
    const before = rest.indexOf(wanted);
    const found = start + codePoints(rest.slice(0, before)).length;
    // Where a match starts has to lie in the range; it may end behind it.
    return before < 0 || found >= Math.min(end, points.length) ? -1 : found;
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

/** Only the letters of ASCII have cases. */
const upper = (text: string): string => text.replace(/[a-z]+/gu, (letters) => letters.toUpperCase());
const lower = (text: string): string => text.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase());

const strcasecmp: Operator = (operand, compiler, name) => {
  const [left, right] = two(operand, compiler, name);
  return (scope) => {
    const [a, b] = [upper(stringOf(left(scope), name)), upper(stringOf(right(scope), name))];
    return compareText(a, b);
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
  $toLower: onText(lower),
  $toUpper: onText(upper),
  $trim: trimming(true, true),
};
