import type { FieldError } from '@souk/kernel';
import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Nobody reads more, and an answer must not grow with the nonsense that was sent. */
const MAX_ERRORS = 50;
const MAX_KEY_LENGTH = 100;

/**
 * Turns what a schema found wrong into field errors.
 * @param base where the parsed part stands in the request: `''` for the body, `/query`, `/path`.
 * @param input what was parsed; tells a missing field from a wrong one.
 */
export function fieldErrors(issues: readonly Issue[], base: string, input: unknown): FieldError[] {
  return issues.flatMap((issue) => fromIssue(issue, base, input)).slice(0, MAX_ERRORS);
}

/** Appends a field's name to a JSON Pointer (RFC 6901). */
export function pointerTo(base: string, ...path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (pointer, key) =>
      `${pointer}/${String(key).slice(0, MAX_KEY_LENGTH).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    base,
  );
}

function fromIssue(issue: Issue, base: string, input: unknown): FieldError[] {
  const pointer = pointerTo(base, ...issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        pointer: pointerTo(pointer, key),
        rule: 'unknown',
        message: 'There is no such field.',
      }));
    case 'invalid_union':
      return fromUnion(issue, pointer, valueAt(input, issue.path));
    default:
      return [{ pointer, rule: ruleOf(issue, input), message: messageOf(issue, input) }];
  }
}

/** Of a union's alternatives, the one with the fewest faults is what the caller meant. */
function fromUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  pointer: string,
  value: unknown,
): FieldError[] {
  const alternatives = issue.errors
    .filter((errors) => errors.length > 0)
    .toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  const meant = alternatives[0];
  if (meant === undefined) return [{ pointer, rule: 'enum', message: issue.message }];
  return fieldErrors(meant, pointer, value);
}

/** An alternative that fails deeper inside was right on the outside. */
function depth(issues: readonly Issue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length));
}

function ruleOf(issue: Issue, input: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return valueAt(input, issue.path) === undefined ? 'required' : 'type';
    case 'too_small':
      return isLength(issue.origin) ? 'min-length' : 'min';
    case 'too_big':
      return isLength(issue.origin) ? 'max-length' : 'max';
    case 'invalid_format':
      return 'format';
    case 'not_multiple_of':
      return 'multiple-of';
    case 'invalid_value':
      return valueAt(input, issue.path) === undefined ? 'required' : 'enum';
    case 'invalid_key':
    case 'invalid_element':
      return 'type';
    case 'custom': {
      const rule: unknown = issue.params?.rule;
      return typeof rule === 'string' ? rule : 'custom';
    }
    case 'unrecognized_keys':
      return 'unknown';
    case 'invalid_union':
      return 'enum';
  }
}

function messageOf(issue: Issue, input: unknown): string {
  if (issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined)
    return 'This field is required.';
  return issue.message;
}

function isLength(origin: string): boolean {
  return origin === 'string' || origin === 'array' || origin === 'set' || origin === 'file';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
