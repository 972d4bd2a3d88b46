import { isDoc, type Value } from '../bson/values.ts';

/** Whether a filter has `$text`, itself or in its branches. */
export function searchesText(filter: Value | undefined): boolean {
  if (!isDoc(filter)) return false;
  if (filter.has('$text')) return true;
  return ['$and', '$or', '$nor'].some((name) => {
    const branches = filter.get(name);
    return Array.isArray(branches) && branches.some(searchesText);
  });
}
