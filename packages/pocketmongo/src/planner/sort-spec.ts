import { toNumber } from '../bson/numbers.ts';
import { isDoc, isNumeric, type Doc } from '../bson/values.ts';
import { locationError } from '../errors.ts';
import { checkPath } from '../query/checked-path.ts';
import { show } from '../query/show.ts';

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
    if (!isNumeric(kind))
      throw locationError(15974, `Illegal key in $sort specification: ${path}: ${show(kind)}`);
    const direction = toNumber(kind);
    if (direction !== 1 && direction !== -1)
      throw locationError(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    checkPath(path);
    return { path, direction, meta: false };
  });
}
