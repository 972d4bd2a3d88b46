import type { CollectionEntry } from '../catalog/entries.ts';
import { commandError } from '../errors.ts';
import { distanceOf, type FoundNear } from '../query/geo/near.ts';
import type { SortField } from './sort-spec.ts';

/** `$near` gives the nearest first. */
export function byDistance({ path, near }: FoundNear): SortField {
  return { path, direction: 1, meta: false, distance: (doc) => distanceOf(doc, path, near) };
}

/** `$near` asks for an index of places on its field, of the kind that holds what it is near to. */
export function checkGeoIndex(collection: CollectionEntry, { path, near }: FoundNear): void {
  const serves = near.indexes.some((kind) =>
    collection.indexes.some((index) => !index.hidden && index.geo?.fields.get(path) === kind),
  );
  if (!serves) throw commandError('NoQueryExecutionPlans', 'unable to find index for $geoNear query');
}
