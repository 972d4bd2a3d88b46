import { compareValues } from '../bson/compare.ts';
import type { Doc, Value } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import { ERROR_CODES, CommandError } from '../errors.ts';
import { show } from '../query/show.ts';
import { valuesForSort } from '../query/sort-keys.ts';

/** E11000 in mongod's form, with keyPattern and keyValue. */
export function duplicateKey(collection: CollectionEntry, index: IndexEntry, doc: Doc): CommandError {
  const keyValue: Doc = new Map();
  for (const field of index.fields) keyValue.set(field.path, valueAt(doc, field.path));
  const collation = index.collation === undefined ? '' : ` collation: ${show(index.collation.spec)}`;
  return new CommandError(
    ERROR_CODES.DuplicateKey,
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name}${collation} dup key: ${show(keyValue)}`,
    {
      extra: new Map<string, Value>([
        ['keyPattern', index.keyPattern],
        ['keyValue', keyValue],
        ...(index.collation === undefined ? [] : ([['collation', index.collation.spec]] as const)),
      ]),
    },
  );
}

function valueAt(doc: Doc, path: string): Value {
  const values = valuesForSort(doc, path);
  return values.reduce<Value>(
    (least, value) => (compareValues(value, least) < 0 ? value : least),
    values[0] ?? null,
  );
}
