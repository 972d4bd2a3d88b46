import { compareValues } from '../bson/compare.ts';
import { type Doc, isDoc, isNumeric, type Value, UNDEFINED } from '../bson/values.ts';
import { wholeNumberOf } from '../bson/whole-number.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError, locationError } from '../errors.ts';
import { checkedParts } from './checked-path.ts';
import { show } from './show.ts';
import { valuesForSort } from './sort-keys.ts';

export type Comparator = (a: Doc, b: Doc) => number;

/** One key of a sort pattern. */
export interface SortKey {
  path: string;
  direction: 1 | -1;
}

/** Checks a sort pattern and takes it apart; `$meta` keys are left out (the engine sorts by score). */
export function parseSort(sort: Doc): SortKey[] {
  const keys: SortKey[] = [];
  for (const [path, direction] of sort) {
    if (isDoc(direction) && direction.has('$meta')) {
      const meta = direction.get('$meta');
      if (meta === 'textScore') continue;
      throw locationError(31138, `Illegal $meta sort: ${show(meta)}`);
    }
    keys.push({ path, direction: directionOf(path, direction) });
  }
  return keys;
}

/** The direction of one key of a sort pattern. Throws for another one, or for a path that can't be. */
export function directionOf(path: string, direction: Value): 1 | -1 {
  if (!isNumeric(direction))
    throw locationError(15974, `Illegal key in $sort specification: ${path}: ${show(direction)}`);
  const number = wholeNumberOf(direction);
  if (number !== 1 && number !== -1)
    throw locationError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  if (path === '') throw commandError('EmptyFieldName', 'FieldPath cannot be constructed with empty string');
  checkedParts(path);
  return number;
}

/** Compares documents by a sort pattern: an array counts by its least (descending: greatest) element. */
export function compileSort(sort: Doc, collation?: Collation): Comparator {
  const keys = parseSort(sort);
  return (a, b) => {
    for (const { path, direction } of keys) {
      const order = compareValues(
        sortValue(a, path, direction, collation),
        sortValue(b, path, direction, collation),
        collation,
      );
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

function sortValue(doc: Doc, path: string, direction: 1 | -1, collation: Collation | undefined): Value {
  const values = valuesForSort(doc, path);
  let best: Value | undefined;
  for (const value of values) {
    if (best === undefined || compareValues(value, best, collation) * direction < 0) best = value;
  }
  return best === undefined ? UNDEFINED : best;
}
