import { isDoc, UNDEFINED, type Doc, type Value } from '../../bson/values.ts';
import { holds, reaches, type WildcardDefinition } from './definition.ts';

export type WildcardKey = readonly [path: string, value: Value];

/**
 * The paths of a document with the values that lie there: of arrays their elements, which don't add to the path. Empty
 * documents and arrays are held, so that whatever exists has an entry. `arrays` is called when there is one.
 */
export function wildcardTuples(
  definition: WildcardDefinition,
  document: Doc,
  arrays: () => void,
): WildcardKey[] {
  const found: WildcardKey[] = [];
  const leaf = (path: string, value: Value): void => {
    if (holds(definition, path)) found.push([path, value]);
  };
  const fields = (inner: Doc, prefix: string): void => {
    for (const [name, value] of inner) {
      const path = prefix + name;
      if (reaches(definition, path)) at(path, value);
    }
  };
  const single = (path: string, value: Value): void => {
    if (isDoc(value) && value.size > 0) fields(value, `${path}.`);
    else leaf(path, value);
  };
  const at = (path: string, value: Value): void => {
    if (!Array.isArray(value)) return single(path, value);
    arrays();
    if (value.length === 0) leaf(path, UNDEFINED);
    // An array inside an array is one value.
    for (const element of value) single(path, element);
  };
  fields(document, '');
  return found;
}
