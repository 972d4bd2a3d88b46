import { isDoc, type Doc } from '../bson/values.ts';
import { locationError } from '../errors.ts';
import { directionOf } from '../query/sort.ts';

export type SortField = {
  path: string;
  direction: 1 | -1;
  meta: boolean;
  /** Sorts by this number of a document, and by no field. */
  distance?: (doc: Doc) => number;
};

/** Reads a sort specification. Throws BadValue and kin for one that is not valid. */
export function parseSort(sort: Doc | undefined): SortField[] {
  if (sort === undefined) return [];
  return Array.from(sort, ([path, kind]): SortField => {
    if (isDoc(kind)) {
      if (kind.get('$meta') === 'textScore') return { path, direction: -1, meta: true };
      throw locationError(31138, 'Illegal $meta sort: only textScore is supported by this server');
    }
    return { path, direction: directionOf(path, kind), meta: false };
  });
}
