import type { Doc, Value } from '../bson/values.ts';
import { onPath } from './paths.ts';
import { typeAlias } from './types.ts';

/** The values that a condition on a path looks at: the elements of an array, then the array itself. */
export function considered(document: Doc, path: string): { value: Value; type: string }[] {
  const found: { value: Value; type: string }[] = [];
  onPath(
    path,
    (value) => {
      if (value !== undefined) found.push({ value, type: typeAlias(value) });
      return false;
    },
    true,
  )(document, undefined);
  return found;
}
