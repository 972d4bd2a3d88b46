import type { FieldError } from '@souk/kernel';
import { httpError } from './errors.ts';
import { pointerTo } from './field-errors.ts';

/** What stands after the question mark, and the names that stand there more than once. */
export type ParsedQuery = {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: FieldError[];
};

const NOTHING: ParsedQuery = { values: Object.freeze({}), errors: [] };

/**
 * Reads a query string: plain names and values, each name once. No nesting: `a[$gt]` is a name like any other.
 * @throws DomainError 400 for broken percent-encoding or UTF-8.
 */
export function parseQuery(url: string): ParsedQuery {
  const start = url.indexOf('?');
  if (start === -1 || start === url.length - 1) return NOTHING;
  const values: Record<string, string> = {};
  const errors: FieldError[] = [];
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    if (name === '__proto__') throw httpError('forbidden-key');
    if (Object.hasOwn(values, name)) errors.push(duplicate(name));
    values[name] = equals === -1 ? '' : decode(pair.slice(equals + 1));
  }
  return { values, errors };
}

function duplicate(name: string): FieldError {
  return { pointer: pointerTo('/query', name), rule: 'duplicate', message: 'Send this parameter once.' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw httpError('malformed-url');
  }
}
