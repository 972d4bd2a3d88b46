import { BSONRegExp, doc, type Value } from '../../bson/values.ts';
import { CommandError, locationError } from '../../errors.ts';
import { BoundedRegex } from '../../query/bounded-regex.ts';
import { compileRegex } from '../../query/regex.ts';
import { isNullish, namedArguments, type Operator, type OperatorTable } from './expression.ts';

const NEVER = new BoundedRegex(/(?!)/);

function matching(result: (text: string, regex: BoundedRegex) => Value): Operator {
  return (operand, compiler, name) => {
    const parts = namedArguments(operand, name, ['input', 'regex'], ['options']);
    const [input, pattern] = [compiler.expression(parts.input), compiler.expression(parts.regex)];
    const options = parts.options === undefined ? undefined : compiler.expression(parts.options);
    const compile = rememberLast((text: string, flags: string) => compiled(text, flags, name));
    return (scope) => {
      const [text, regex, flags] = [input(scope), pattern(scope), options?.(scope)];
      const written = patternOf(regex, flags, name);
      const compiledPattern = written === undefined ? NEVER : compile(...written);
      if (isNullish(text)) return result('', NEVER);
      if (typeof text !== 'string') throw locationError(51104, `${name} needs 'input' to be of type string`);
      return result(text, compiledPattern);
    };
  };
}

/** The text and the options of a pattern, checked before anything else; nothing for null. */
function patternOf(
  regex: Value | undefined,
  flags: Value | undefined,
  name: string,
): [pattern: string, options: string] | undefined {
  if (!isNullish(regex) && typeof regex !== 'string' && !(regex instanceof BSONRegExp))
    throw locationError(51105, `${name} needs 'regex' to be of type string or regex`);
  const [pattern, own] = regex instanceof BSONRegExp ? [regex.pattern, regex.options] : [regex, ''];
  if (pattern?.includes('\0') === true)
    throw locationError(51109, `${name}: regular expression cannot contain an embedded null byte`);
  if (isNullish(flags)) return isNullish(pattern) ? undefined : [pattern, own];
  if (typeof flags !== 'string') throw locationError(51106, `${name} needs 'options' to be of type string`);
  if (flags.includes('\0'))
    throw locationError(51110, `${name}: regular expression options cannot contain an embedded null byte`);
  if (own !== '')
    throw locationError(
      51107,
      `${name}: found regex option(s) specified in both 'regex' and 'option' fields`,
    );
  return isNullish(pattern) ? undefined : [pattern, flags];
}

const INVALID_PATTERN = 51091;

/** A pattern that is none has another code here than in a filter. */
function compiled(pattern: string, options: string, name: string): BoundedRegex {
  try {
    return compileRegex(pattern, options);
  } catch (error) {
    if (error instanceof CommandError && error.code === INVALID_PATTERN)
      throw locationError(51111, `Invalid Regex in ${name}: ${error.message}`);
    throw error;
  }
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

const codePoints = (text: string): string[] => Array.from(text);

function found(match: RegExpExecArray): Value {
  const captures = match.slice(1).map((capture: string | undefined) => capture ?? null);
  return doc({ match: match[0], idx: codePoints(match.input.slice(0, match.index)).length, captures });
}

/** The search goes on behind each match, by one character more behind an empty one, and ends where the text ends. */
function searchedFrom(matches: readonly RegExpExecArray[], length: number): readonly RegExpExecArray[] {
  const [before, last] = matches.slice(-2);
  if (before === undefined || last?.index !== length) return matches;
  const end = before.index + before[0].length;
  const point = before[0] === '' ? (before.input.codePointAt(end) ?? 0) : undefined;
  const next = point === undefined ? end : end + String.fromCodePoint(point).length;
  return next < length ? matches : matches.slice(0, -1);
}

export const regexOperators: OperatorTable = {
  $regexFind: matching((text, regex) => {
    const match = regex.exec(text);
    return match === null ? null : found(match);
  }),
  $regexFindAll: matching((text, regex) => searchedFrom(regex.all(text), text.length).map(found)),
  $regexMatch: matching((text, regex) => regex.test(text)),
};
