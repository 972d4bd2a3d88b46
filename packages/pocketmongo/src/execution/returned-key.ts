import type { Doc, Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import { hashedKey } from '../indexes/hashed-key.ts';
import { encodeKey, keyTuples } from '../indexes/key-generation.ts';
import type { WildcardDefinition } from '../indexes/wildcard/definition.ts';
import { wildcardKeys } from '../indexes/wildcard/index-keys.ts';
import { PATH } from '../planner/wildcard-paths.ts';
import { RECORD_ID_BYTES, TABLE_BYTES } from '../storage/keys.ts';
import type { Entry } from '../storage/range.ts';

/** The values of an entry's key by the paths of the index's fields: those of the document that have this key. */
export function returnedKey(index: IndexEntry, { key }: Entry, document: Doc): Doc {
  const own = key.subarray(TABLE_BYTES, key.length - (index.unique ? 0 : RECORD_ID_BYTES));
  if (index.wildcard !== undefined) return wildcardKey(index, index.wildcard, own, document);
  const tuple = keyTuples(index, document).find((values) => encodeKey(index, values).key.equals(own)) ?? [];
  const hashed = index.hashed?.join('.');
  return new Map(
    index.fields.map(({ path }, i): [string, Value] => [
      path,
      path === hashed ? hashedKey(tuple[i]) : (tuple[i] ?? null),
    ]),
  );
}

/** Of a wildcard index the path stands in the key, and its value under the path. */
function wildcardKey(index: IndexEntry, definition: WildcardDefinition, own: Buffer, document: Doc): Doc {
  const entry = wildcardKeys(index, definition, document).find(({ key }) => key.equals(own));
  const beside = (values: NonNullable<typeof entry>['before']): [string, Value][] =>
    values.map(({ field, value }) => [field.path, value ?? null]);
  const { before = [], after = [], path, value } = entry ?? {};
  const middle: [string, Value][] = path === undefined ? [] : [[PATH, path], [path, value ?? null]]; // prettier-ignore
  return new Map([...beside(before), ...middle, ...beside(after)]);
}
