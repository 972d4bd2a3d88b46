import { valuesEqual } from '../bson/compare.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import type { IndexFilter } from '../catalog/index-filter.ts';
import type { Query } from '../execution/query.ts';
import { queryShape } from './query-shape.ts';

/** The index filter for a query; undefined where none is set. Queries of the server's own are not filtered. */
export function indexFilterFor(
  collection: CollectionEntry | undefined,
  query: Query,
): IndexFilter | undefined {
  const filters = collection?.indexFilters;
  if (filters === undefined || query.upkeep === true || query.min !== undefined || query.max !== undefined)
    return undefined;
  const shape = queryShape(query);
  return filters.find((filter) => filter.shape === shape);
}

/** The collection as the queries of the filter's shape see it. */
export function withFilteredIndexes(collection: CollectionEntry, { indexes }: IndexFilter): CollectionEntry {
  const isAllowed = ({ name, keyPattern }: IndexEntry): boolean =>
    indexes.some((one) => (typeof one === 'string' ? one === name : valuesEqual(one, keyPattern)));
  return { ...collection, indexes: collection.indexes.filter(isAllowed) };
}
