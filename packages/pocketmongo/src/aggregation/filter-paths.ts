import { isDoc, type Value } from '../bson/values.ts';

const LOGICAL = new Set(['$and', '$or', '$nor']);

/** The paths that a filter speaks of; undefined when it holds something else, as `$expr` or `$text`. */
export function filterPaths(filter: Value): string[] | undefined {
  if (!isDoc(filter)) return undefined;
  const paths: string[] = [];
  for (const [key, operand] of filter) {
    if (key === '$comment') continue;
    if (!key.startsWith('$')) {
      if (isDoc(operand) && ['$near', '$nearSphere', '$geoNear'].some((name) => operand.has(name)))
        return undefined;
      paths.push(key);
    } else if (LOGICAL.has(key) && Array.isArray(operand)) {
      for (const branch of operand) {
        const inner = filterPaths(branch);
        if (inner === undefined) return undefined;
        paths.push(...inner);
      }
    } else return undefined;
  }
  return paths;
}
