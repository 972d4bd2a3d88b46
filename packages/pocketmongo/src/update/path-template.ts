import type { Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Draft } from './draft.ts';

/** What the placeholders of an update path stand for. */
export interface Placeholders {
  /** Index for `$`; undefined when the query matched no array. */
  position: number | undefined;
  /** Tests of `arrayFilters` by identifier. */
  filters: ReadonlyMap<string, (element: Value) => boolean>;
}

const FILTERED = /^\$\[(.*)\]$/;

/** Checks an update path and splits it. */
export function parsePath(path: string): string[] {
  if (path === '') throw commandError('EmptyFieldName', 'An empty update path is not valid.');
  const parts = path.split('.');
  parts.forEach((part, index) => {
    if (part === '') {
      throw commandError(
        'EmptyFieldName',
        `The update path '${path}' contains an empty field name, which is not allowed.`,
      );
    }
    if (index === 0 && isPlaceholder(part)) {
      throw commandError(
        'BadValue',
        `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
      );
    }
  });
  if (parts.indexOf('$') !== parts.lastIndexOf('$')) {
    throw commandError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`);
  }
  return parts;
}

/** True for `$`, `$[]` and `$[identifier]`; other names that start with `$` are names of fields. */
export const isPlaceholder = (part: string): boolean => part === '$' || FILTERED.test(part);

/** Refuses to change a field of a stored document whose name starts with `$`; an insert may have one. */
export function checkTopLevelName([first = '']: readonly string[]): void {
  if (!first.startsWith('$')) return;
  throw commandError(
    'DollarPrefixedFieldName',
    `The dollar ($) prefixed field '${first}' in '${first}' is not allowed in the context of an update's ` +
      'replacement document. Consider using an aggregation pipeline with $replaceWith.',
  );
}

/** The identifier of `$[identifier]`, '' for `$[]`, undefined for anything else. */
export function filterIdentifier(part: string): string | undefined {
  const match = FILTERED.exec(part);
  return match?.[1];
}

/** The concrete paths that a path with placeholders stands for in a document. */
export function resolvePath(parts: readonly string[], draft: Draft, placeholders: Placeholders): string[][] {
  if (!parts.some(isPlaceholder)) return [[...parts]];
  let paths: string[][] = [[]];
  for (const part of parts) paths = paths.flatMap((path) => extend(path, part, draft, placeholders));
  return paths;
}

function extend(path: string[], part: string, draft: Draft, { position, filters }: Placeholders): string[][] {
  if (part === '$') {
    if (position === undefined) {
      throw commandError('BadValue', 'The positional operator did not find the match needed from the query.');
    }
    return [[...path, String(position)]];
  }
  const identifier = filterIdentifier(part);
  if (identifier === undefined) return [[...path, part]];
  const array = draft.get(path);
  if (array === undefined) {
    throw commandError(
      'BadValue',
      `The path '${path.join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  if (!Array.isArray(array)) {
    throw commandError('BadValue', `Cannot apply array updates to non-array element ${path.join('.')}`);
  }
  const test = identifier === '' ? undefined : filters.get(identifier);
  const paths: string[][] = [];
  array.forEach((element, index) => {
    if (test === undefined || test(element)) paths.push([...path, String(index)]);
  });
  return paths;
}
