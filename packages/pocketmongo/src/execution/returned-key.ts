import type { Doc, Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import { encodeKey, keyTuples } from '../indexes/key-generation.ts';
import { RECORD_ID_BYTES, TABLE_BYTES } from '../storage/keys.ts';
import type { Entry } from '../storage/range.ts';

/** The values of an entry's key by the paths of the index's fields: those of the document that have this key. */
export function returnedKey(index: IndexEntry, { key }: Entry, document: Doc): Doc {
  const own = key.subarray(TABLE_BYTES, key.length - (index.unique ? 0 : RECORD_ID_BYTES));
  const tuple = keyTuples(index, document).find((values) => encodeKey(index, values).key.equals(own)) ?? [];
  return new Map(index.fields.map(({ path }, i): [string, Value] => [path, tuple[i] ?? null]));
}
