import { toNumber } from '../../bson/numbers.ts';
import { BSONRegExp, doc, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { BoundedRegex } from '../../query/bounded-regex.ts';
import { compileRegex } from '../../query/regex.ts';
import { typeAlias } from '../../query/types.ts';
import {
  compileArguments,
  isNullish,
  namedArguments,
  type Operator,
  type OperatorTable,
  two,
} from './expression.ts';
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

const codePoints = (text: string): string[] => Array.from(text);

function substring(cut: (text: string, start: number, count: number) => string): Operator {
  return (operand, compiler, name) => {
    const [input, from, length] = compileArguments(operand, compiler, name, 3);
    return (scope) => {
      const [start, count] = [numberOf(from?.(scope), name), numberOf(length?.(scope), name)];
      return cut(stringOf(input?.(scope), name), start, count);
    };
  };
}

function numberOf(value: Value | undefined, name: string): number {
  if (isNumeric(value)) return Math.trunc(toNumber(value));
  throw locationError(16034, `${name}: starting index and length must be numeric, found ${typeAlias(value)}`);
}

const substrBytes = substring((text, start, count) => {
  const bytes = Buffer.from(text);
  if (start < 0) throw locationError(50752, '$substrBytes: starting index must be non-negative');
  const end = count < 0 ? bytes.length : Math.min(bytes.length, start + count);
  if (isContinuation(bytes[start]) || isContinuation(bytes[end])) {
    throw locationError(
      28656,
      '$substrBytes: Invalid range: starting or ending index is in the middle of a UTF-8 character.',
    );
  }
  return bytes.toString('utf8', start, end);
});

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

const substrCP = substring((text, start, count) => {
  if (start < 0 || count < 0) throw locationError(34455, '$substrCP: index and length must be non-negative');
  return codePoints(text)
    .slice(start, start + count)
    .join('');
});

const split: Operator = (operand, compiler, name) => {
  const [input, by] = two(operand, compiler, name);
  return (scope) => {
    const [text, separator] = [input(scope), by(scope)];
    if (isNullish(text) || isNullish(separator)) return null;
    if (typeof text !== 'string' || typeof separator !== 'string')
      throw locationError(40085, '$split requires two strings');
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
    if (typeof text !== 'string' || typeof wanted !== 'string')
      throw locationError(40093, '$indexOfCP requires two strings');
    const points = codePoints(text);
    const start = from === undefined ? 0 : numberOf(from(scope), name);
    const end = to === undefined ? points.length : numberOf(to(scope), name);
    const found = points.slice(start, end).join('').indexOf(wanted);
    return found < 0 ? -1 : start + codePoints(points.slice(start, end).join('').slice(0, found)).length;
  };
};

const NEVER = new BoundedRegex(/(?!)/);

function matching(result: (text: string, regex: BoundedRegex) => Value): Operator {
  return (operand, compiler, name) => {
    const parts = namedArguments(operand, name, ['input', 'regex'], ['options']);
    const [input, pattern] = [compiler.expression(parts.input), compiler.expression(parts.regex)];
    const options = parts.options === undefined ? undefined : compiler.expression(parts.options);
    const compile = rememberLast(compileRegex);
    return (scope) => {
      const [text, regex, flags] = [input(scope), pattern(scope), options?.(scope)];
      if (isNullish(text) || isNullish(regex)) return result('', NEVER);
      if (typeof text !== 'string') throw locationError(51104, `${name} needs 'input' to be of type string`);
      const own = typeof flags === 'string' ? flags : '';
      if (regex instanceof BSONRegExp)
        return result(text, compile(regex.pattern, own === '' ? regex.options : own));
      if (typeof regex !== 'string')
        throw locationError(51105, `${name} needs 'regex' to be of type string or regex`);
      return result(text, compile(regex, own));
    };
  };
}

/** The same pattern mostly comes again with the next document. */
function rememberLast<Result>(make: (pattern: string, options: string) => Result) {
  let last: { pattern: string; options: string; made: Result } | undefined;
  return (pattern: string, options: string): Result => {
    if (last?.pattern !== pattern || last.options !== options)
      last = { pattern, options, made: make(pattern, options) };
    return last.made;
  };
}

function found(match: RegExpExecArray): Value {
  const captures = match.slice(1).map((capture: string | undefined) => capture ?? null);
  return doc({ match: match[0], idx: codePoints(match.input.slice(0, match.index)).length, captures });
}

function replacing(all: boolean): Operator {
  return (operand, compiler, name) => {
    const parts = namedArguments(operand, name, ['input', 'find', 'replacement']);
    const expressions = [parts.input, parts.find, parts.replacement].map((part) => compiler.expression(part));
    return (scope) => {
      const [text, find, replacement] = expressions.map((expression) => expression(scope));
      if (isNullish(text) || isNullish(find) || isNullish(replacement)) return null;
      if (typeof text !== 'string' || typeof find !== 'string' || typeof replacement !== 'string') {
        throw locationError(51746, `${name} requires that its arguments be strings`);
      }
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
  $regexFind: matching((text, regex) => {
    const match = regex.exec(text);
    return match === null ? null : found(match);
  }),
  $regexFindAll: matching((text, regex) => regex.all(text).map(found)),
  $regexMatch: matching((text, regex) => regex.test(text)),
  $replaceAll: replacing(true),
  $replaceOne: replacing(false),
  $rtrim: trimming(false, true),
  $split: split,
  $strLenBytes: onText((text) => Buffer.byteLength(text)),
  $strLenCP: onText((text) => codePoints(text).length),
  $strcasecmp: strcasecmp,
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: substrCP,
  $toLower: onText((text) => text.toLowerCase()),
  $toUpper: onText((text) => text.toUpperCase()),
  $trim: trimming(true, true),
};
