import { BSONRegExp, BSONSymbol, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';
import { BoundedRegex } from './bounded-regex.ts';
import { fromPcre } from './pcre.ts';

const MAX_PATTERN_LENGTH = 16_384;

/** Compiles a pattern in the common subset of PCRE and JavaScript; options i, m, x, s and u. */
export function compileRegex(pattern: string, options: string): BoundedRegex {
  if (pattern.includes('\0'))
    throw commandError('BadValue', 'Regular expression cannot contain an embedded null byte');
  if (pattern.length > MAX_PATTERN_LENGTH) throw locationError(51091, 'Regular expression is too long');
  let flags = '';
  let source = pattern;
  for (const option of options) {
    if (option === 'i' || option === 'm' || option === 's') flags += flags.includes(option) ? '' : option;
    else if (option === 'x') source = withoutLayout(source);
    else if (option !== 'u') throw locationError(51108, `invalid flag in regex options: ${option}`);
  }
  const inline = /^\(\?([imsx]+)\)/.exec(source);
  if (inline !== null) {
    source = source.slice(inline[0].length);
    for (const flag of inline[1] ?? '') {
      if (flag === 'x') source = withoutLayout(source);
      else flags += flags.includes(flag) ? '' : flag;
    }
  }
  return build(fromPcre(source, flags.includes('m')), flags);
}

function build(source: string, flags: string): BoundedRegex {
  return new BoundedRegex(inUnicodeMode(source, flags) ?? plainly(source, flags));
}

function inUnicodeMode(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, `${flags}u`);
  } catch {
    // Unicode mode refuses escapes that PCRE takes, as `\-`; the pattern is then tried without it.
    return undefined;
  }
}

function plainly(source: string, flags: string): RegExp {
  // Without unicode mode these would mean letters.
  if (/(?<!\\)(?:\\\\)*\\(?:[pP]\{|K)/.test(source))
    throw locationError(51091, 'Regular expression is invalid or has what is not supported');
  try {
    return new RegExp(source, flags);
  } catch (error) {
    const reason = Error.isError(error) ? error.message : String(error);
    throw locationError(51091, `Regular expression is invalid: ${reason}`);
  }
}

/** Drops what option x ignores: white space and comments outside character classes. */
function withoutLayout(source: string): string {
  return source.replaceAll(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]|\s+|#[^\n]*/g, (part) =>
    /^[\s#]/.test(part) ? '' : part,
  );
}

/** The pattern as a test on values: strings and symbols that match, and an equal regular expression. */
export function regexTest(regex: BSONRegExp): (value: Value | undefined) => boolean {
  const compiled = compileRegex(regex.pattern, regex.options);
  return (value) => {
    if (typeof value === 'string') return compiled.test(value);
    if (value instanceof BSONSymbol) return compiled.test(value.valueOf());
    return value instanceof BSONRegExp && value.pattern === regex.pattern && value.options === regex.options;
  };
}
