import { valuesEqual } from '../bson/compare.ts';
import { toNumber } from '../bson/numbers.ts';
import { doc, isDoc, isNumeric, type Doc } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { Query } from '../engine.ts';
import { commandError } from '../errors.ts';

/** The direction of a `{$natural: ±1}`. */
export function naturalOrder(spec: string | Doc | undefined): number | undefined {
  if (!isDoc(spec)) return undefined;
  const direction = spec.get('$natural');
  if (direction === undefined) return undefined;
  if (spec.size > 1) throw commandError('BadValue', "Cannot include '$natural' in compound sort");
  const value = isNumeric(direction) ? toNumber(direction) : Number.NaN;
  if (value !== 1 && value !== -1)
    throw commandError('BadValue', '$natural sort cannot be set to a value other than -1 or 1.');
  return value;
}

export function hintedIndex(
  collection: CollectionEntry,
  { hint, upkeep }: Pick<Query, 'hint' | 'upkeep'>,
): IndexEntry | undefined {
  if (hint === undefined || (isDoc(hint) && (hint.size === 0 || hint.has('$natural')))) return undefined;
  const [found, another] = collection.indexes.filter(
    (index) =>
      (isDoc(hint) ? valuesEqual(index.keyPattern, hint) : index.name === hint) &&
      (!index.hidden || upkeep === true),
  );
  if (found === undefined)
    throw commandError(
      'BadValue',
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  if (another !== undefined)
    throw commandError(
      'BadValue',
      `Hint matched multiple indexes, must hint by index name. Matched: ${found.name} and ${another.name}`,
    );
  return found;
}

/**
 * The query with what a hinted index of places asks for beside: it holds no document without a place. Here such an
 * index has no keys, and the documents are looked at one by one.
 */
export function withinHinted(collection: CollectionEntry | undefined, query: Query): Query {
  const index =
    collection === undefined || query.hint === undefined ? undefined : hintedIndex(collection, query);
  if (index?.geo === undefined) return query;
  const placed = Array.from(index.geo.fields.keys(), (path) => doc({ [path]: doc({ $nin: [null, []] }) }));
  return { ...query, filter: doc({ $and: [query.filter, doc({ $or: placed })] }) };
}
