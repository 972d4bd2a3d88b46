import { locationError } from '../errors.ts';

/** What PCRE and JavaScript spell differently: one escape, class, head of a group, or character at a time. */
const TOKEN =
  /\\[pP]\{\^?[^}]*\}|\\[\s\S]|\[\^?\]?(?:\\[\s\S]|\[:\^?[a-z]+:\]|[^\]\\])*\]|\(\?P<|\(\?P=\w+\)|\(\?[ims]*-?[ims]+\)|[\s\S]/g;
/** What JavaScript doesn't take in its unicode mode. */
const NEEDLESS_ESCAPE = /^\\[^\w^$\\.*+?()[\]{}|/]$/;
const POSIX = /\[:(\^?)([a-z]+):\]/g;

const POSIX_CLASSES: ReadonlyMap<string, string> = new Map([
  ['alpha', 'A-Za-z'],
  ['digit', '0-9'],
  ['alnum', '0-9A-Za-z'],
  ['upper', 'A-Z'],
  ['lower', 'a-z'],
  ['space', '\\t-\\r\\x20'],
  ['blank', '\\t\\x20'],
  ['punct', '!-\\/:-@\\[-`{-~'],
  ['xdigit', '0-9A-Fa-f'],
  ['word', '\\w'],
  ['cntrl', '\\x00-\\x1f\\x7f'],
  ['print', '\\x20-\\x7e'],
  ['graph', '!-~'],
  ['ascii', '\\x00-\\x7f'],
]);

/** The start and the end of the text, also where `^` and `$` are those of a line. */
const EDGES: ReadonlyMap<string, string> = new Map([
  ['\\A', '(?<![^])'],
  ['\\z', '(?![^])'],
  ['\\Z', '(?=\\n?(?![^]))'],
]);
/** The shorter forms where they are not; `$` also stands before a last line feed. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['\\A', '^'],
  ['\\z', '$'],
  ['\\Z', '(?=\\n?$)'],
  ['$', '(?=\\n?$)'],
]);

/** What `(*UCP)` makes of escapes; outside of classes. */
const UNICODE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\w', '[\\p{L}\\p{N}_]'],
  ['\\W', '[^\\p{L}\\p{N}_]'],
  ['\\d', '\\p{Nd}'],
  ['\\D', '\\P{Nd}'],
  ['\\b', '(?:(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_])|(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_]))'],
]);
/** White space of JavaScript is that of Unicode, without `(*UCP)` it is that of ASCII. */
const ASCII_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\\s', '[\\t-\\r\\x20]'],
  ['\\S', '[^\\t-\\r\\x20]'],
]);
const UNICODE_CLASSES: ReadonlyMap<string, string> = new Map([
  ['alpha', '\\p{L}'],
  ['digit', '\\p{Nd}'],
  ['alnum', '\\p{L}\\p{N}'],
  ['upper', '\\p{Lu}'],
  ['lower', '\\p{Ll}'],
  ['word', '\\p{L}\\p{N}_'],
]);

/** A pattern of PCRE as JavaScript writes it. What has no counterpart stays, for the compiler to refuse. */
export function fromPcre(pattern: string, byLines = false): string {
  const verbs = /^(?:\(\*(?:UTF8?|UCP)\))+/.exec(pattern)?.[0] ?? '';
  const unicode = verbs.includes('UCP');
  let source = '';
  for (const [token] of pattern.slice(verbs.length).matchAll(TOKEN))
    source += (byLines ? undefined : ENDS.get(token)) ?? translated(token, unicode);
  return withMatchStart(withSwitches(source));
}

function translated(token: string, unicode: boolean): string {
  if (token.startsWith('[') && token.length > 1) return classOf(token, unicode);
  if (token === '(?P<') return '(?<';
  if (NEEDLESS_ESCAPE.test(token)) return token.slice(1);
  if (token.startsWith('(?P=')) return `\\k<${token.slice(4, -1)}>`;
  if (/^\\[pP]\{/.test(token)) return property(token);
  return (unicode ? UNICODE_ESCAPES : ASCII_ESCAPES).get(token) ?? EDGES.get(token) ?? token;
}

/** `[[:alpha:]]`; a bracket that comes first is one of the characters. */
function classOf(token: string, unicode: boolean): string {
  const alone = /^\[(\^?)\[:\^([a-z]+):\]\]$/.exec(token);
  if (alone !== null) return `[${alone[1] === '' ? '^' : ''}${members(alone[2] ?? '', unicode)}]`;
  return token
    .replace(POSIX, (_whole, negated: string, name: string) => {
      if (negated === '') return members(name, unicode);
      throw locationError(51091, `Regular expression is invalid: [:^${name}:] is supported by itself only`);
    })
    .replace(/\\[pP]\{[^}]*\}/g, property)
    .replace(/\\[\s\S]/g, (escape) => (escape === '\\s' && !unicode ? '\\t-\\r\\x20' : escape))
    .replace(/^(\[\^?)\]/, '$1\\]');
}

function members(name: string, unicode: boolean): string {
  const found = (unicode ? UNICODE_CLASSES.get(name) : undefined) ?? POSIX_CLASSES.get(name);
  if (found === undefined)
    throw locationError(51091, 'Regular expression is invalid: unknown POSIX class name');
  return found;
}

/** `\p{Han}` names a script, which JavaScript wants to be told; `\p{^L}` is `\P{L}`. */
function property(token: string): string {
  const negated = token.startsWith('\\P') !== token.startsWith('{^', 2);
  const name = token.slice(3, -1).replace('^', '');
  const letter = negated ? '\\P' : '\\p';
  return isProperty(name) ? `${letter}{${name}}` : `${letter}{Script=${name}}`;
}

function isProperty(name: string): boolean {
  try {
    return new RegExp(`\\p{${name}}`, 'u').source !== '';
  } catch {
    // No general category of that name.
    return false;
  }
}

/** `a(?-i)bc` as `a(?-i:bc)`: a switch holds to the end of its group. Before alternatives it stays, to be refused. */
function withSwitches(source: string): string {
  const found = /(?<!\\)\(\?([ims]*-?[ims]+)\)/.exec(source);
  if (found === null || found.index === 0) return source;
  const rest = source.slice(found.index + found[0].length);
  if (/[|()]/.test(rest)) return source;
  return `${source.slice(0, found.index)}(?${found[1] ?? ''}:${rest})`;
}

/** `a\Kb` as `(?<=a)b`. With alternatives it stays, to be refused. */
function withMatchStart(source: string): string {
  const found = /(?<!\\)\\K/.exec(source);
  if (found === null || source.includes('|')) return source;
  return `(?<=${source.slice(0, found.index)})${source.slice(found.index + 2)}`;
}
