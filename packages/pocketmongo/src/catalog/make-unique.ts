import { decodeDocument } from '../bson/decode.ts';
import { doc, type Doc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import { KeyScan } from '../execution/key-scan.ts';
import type { Frame } from '../storage/frame.ts';
import { keyText, RECORD_ID_BYTES, recordIdOfKey, recordKey, tableStart } from '../storage/keys.ts';
import { dropTable } from './collections-ddl.ts';
import type { Catalogue } from './ddl-context.ts';
import { defineIndex } from './definition.ts';
import type { CollectionEntry, IndexEntry } from './entries.ts';

/** An error tells of at most so many groups of documents. */
const MOST_VIOLATIONS = 1_000;

/**
 * The unique index that takes the place of one with `prepareUnique`; `build` fills it. Throws as
 * {@link checkConvertible} does.
 */
export function makeUnique(
  frame: Frame,
  catalogue: Catalogue,
  collection: CollectionEntry,
  index: IndexEntry,
  build: (frame: Frame, onlyNew: CollectionEntry) => void,
): IndexEntry {
  if (index.unique) return index;
  checkConvertible(frame, collection, index);
  const spec = new Map<string, Value>([...index.spec, ['unique', true]]);
  spec.delete('prepareUnique');
  const made = defineIndex(spec, catalogue.nextTable(), catalogue.language);
  build(frame, { ...collection, indexes: [made] });
  dropTable(frame, index.table);
  return made;
}

/**
 * Refuses an index that can't be made unique. Throws CannotConvertIndexToUnique with the `_id`s of documents that have
 * the same key.
 */
export function checkConvertible(frame: Frame, collection: CollectionEntry, index: IndexEntry): void {
  if (index.unique) return;
  if (!index.prepareUnique)
    throw commandError(
      'InvalidOptions',
      "Cannot make index unique with 'prepareUnique=false'. Run collMod to set it first.",
    );
  const violations = violationsOf(frame, collection, index);
  if (violations.length > 0)
    throw commandError(
      'CannotConvertIndexToUnique',
      'Cannot convert the index to unique. Please resolve conflicting documents before running collMod again.',
      { extra: doc({ violations }) },
    );
}

/** `{ids}` for each key that more than one document has. */
function violationsOf(frame: Frame, collection: CollectionEntry, index: IndexEntry): Doc[] {
  const violations: Doc[] = [];
  const range = { from: tableStart(index.table), to: tableStart(index.table + 1) };
  const scan = new KeyScan(frame.view, [range], { reverse: false, keysOnly: true });
  let key = '';
  let records: number[] = [];
  const close = (): void => {
    if (records.length > 1) violations.push(doc({ ids: records.map((id) => idOf(frame, collection, id)) }));
    records = [];
  };
  for (let entry = scan.next(); entry !== undefined; entry = scan.next()) {
    const found = keyText(entry.key.subarray(0, -RECORD_ID_BYTES));
    if (found !== key) close();
    if (violations.length === MOST_VIOLATIONS) return violations;
    key = found;
    records.push(recordIdOfKey(entry.key));
  }
  close();
  return violations;
}

function idOf(frame: Frame, collection: CollectionEntry, recordId: number): Value {
  const raw = frame.view.get(recordKey(collection.table, recordId));
  return raw === undefined ? null : (decodeDocument(raw).get('_id') ?? null);
}
