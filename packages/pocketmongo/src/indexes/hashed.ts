import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { locationError } from '../errors.ts';

/**
 * The hashed field of an index, as its path taken apart; undefined when there is none. The keys are the values
 * themselves: equality is all that a hashed index promises, and they answer it.
 */
export function hashedField(spec: Doc, key: Doc): readonly string[] | undefined {
  const paths = [...key].filter(([, kind]) => kind === 'hashed').map(([path]) => path);
  const [path] = paths;
  if (path === undefined) return undefined;
  if (paths.length > 1) throw locationError(31303, 'A maximum of one index field is allowed to be hashed');
  if (spec.get('unique') === true)
    throw locationError(16764, 'Currently hashed indexes cannot guarantee uniqueness. Use a regular index.');
  return path.split('.');
}

/** Refuses a document with an array on the way to the hashed field or in it. */
export function refuseArrays(parts: readonly string[], doc: Doc): void {
  let value: Value | undefined = doc;
  for (const part of parts) value = isDoc(value) ? value.get(part) : Array.isArray(value) ? value : undefined;
  if (Array.isArray(value))
    throw locationError(
      16766,
      `hashed indexes do not currently support array values. Field: ${parts.join('.')}`,
    );
}
