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
      if (isNullish(text) || isNullish(regex)) return result('', NEVER);
      if (typeof text !== 'string') throw locationError(51104, `${name} needs 'input' to be of type string`);
      if (!isNullish(flags) && typeof flags !== 'string')
        throw locationError(51106, `${name} needs 'options' to be of type string`);
      const own = flags ?? '';
      if (regex instanceof BSONRegExp && regex.options !== '' && own !== '')
        throw locationError(
          51107,
          `${name}: found regex option(s) specified in both 'regex' and 'option' fields`,
        );
      if (regex instanceof BSONRegExp)
        return result(text, compile(regex.pattern, own === '' ? regex.options : own));
      if (typeof regex !== 'string')
        throw locationError(51105, `${name} needs 'regex' to be of type string or regex`);
      return result(text, compile(regex, own));
    };
  };
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

export const regexOperators: OperatorTable = {
  $regexFind: matching((text, regex) => {
    const match = regex.exec(text);
    return match === null ? null : found(match);
  }),
  $regexFindAll: matching((text, regex) => regex.all(text).map(found)),
  $regexMatch: matching((text, regex) => regex.test(text)),
};
