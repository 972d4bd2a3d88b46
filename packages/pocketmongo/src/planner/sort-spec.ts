import { toNumber } from '../bson/numbers.ts';
import { isDoc, isNumeric, type Doc } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';

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
    const direction = isNumeric(kind) ? toNumber(kind) : Number.NaN;
    if (direction !== 1 && direction !== -1)
      throw locationError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.split('.').includes(''))
      throw commandError('BadValue', 'FieldPath field names may not be empty strings.');
    return { path, direction, meta: false };
  });
}
