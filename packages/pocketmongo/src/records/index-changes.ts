import type { Doc } from '../bson/values.ts';
import type { CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import { duplicateKey } from '../indexes/duplicate-key.ts';
import { generateKeys, keysToWrite } from '../indexes/key-generation.ts';
import { difference, type IndexChange } from './key-difference.ts';
import { checkPrepared } from './prepared-unique.ts';
import { checkUniqueStrings } from './unique-strings.ts';
import { unfinishedChanges } from './unfinished-indexes.ts';
import type { Frame } from '../storage/frame.ts';
import { entryKey, keyText, recordIdOfValue, uniqueValue, tableKey } from '../storage/keys.ts';

/**
 * What changes in the indexes when a record goes from `before` to `after`. Checks unique indexes and takes their keys;
 * changes nothing yet. Throws DuplicateKey and CannotIndexParallelArrays.
 */
export function planIndexChanges(
  frame: Frame,
  collection: CollectionEntry,
  recordId: number,
  before: Doc | undefined,
  after: Doc | undefined,
): IndexChange[] {
  const changes: IndexChange[] = [];
  for (const index of collection.indexes) {
    if (before !== undefined && after !== undefined && isUntouched(index, before, after)) continue;
    const removed = before === undefined ? [] : generateKeys(index, before);
    const added = after === undefined ? [] : keysToWrite(index, after);
    if (index.flags.unstored) frame.flagged.add(index);
    const change = difference(index, removed, added);
    if (change.removed.length === 0 && change.added.length === 0) continue;
    if (index.unique) checkUnique(frame, collection, change, recordId, after);
    else if (index.prepareUnique) checkPrepared(frame, collection, change, after, recordId);
    changes.push(change);
  }
  if (collection.building !== undefined)
    changes.push(...unfinishedChanges(frame, collection, collection.building, recordId, { before, after }));
  return changes;
}

/** The document that an update makes shares what it doesn't change: such fields have the keys that they had. */
function isUntouched({ fields, partial, wildcard, text, geo }: IndexEntry, before: Doc, after: Doc): boolean {
  if (partial !== undefined || wildcard !== undefined || text !== undefined || geo !== undefined)
    return false;
  return fields.every(({ parts: [root = ''] }) => before.get(root) === after.get(root));
}

function checkUnique(
  frame: Frame,
  collection: CollectionEntry,
  change: IndexChange,
  recordId: number,
  after: Doc | undefined,
): void {
  for (const { key } of change.removed) frame.guard.key(keyText(tableKey(change.index.table, key)));
  for (const { key } of change.added) {
    const full = tableKey(change.index.table, key);
    frame.guard.key(keyText(full));
    const present = frame.view.get(full);
    if (present !== undefined && recordIdOfValue(present) !== recordId && after !== undefined)
      throw duplicateKey(collection, change.index, after);
  }
  if (change.index.strings !== undefined && change.added.length > 0 && after !== undefined)
    checkUniqueStrings(frame, collection, change.index, recordId, after);
}

export function applyIndexChanges(frame: Frame, recordId: number, changes: readonly IndexChange[]): void {
  for (const { index, removed, added } of changes) {
    for (const { key } of removed)
      frame.remove(index.unique ? tableKey(index.table, key) : entryKey(index.table, key, recordId));
    for (const { key, kinds } of added) {
      if (index.unique) frame.put(tableKey(index.table, key), uniqueValue(recordId, kinds));
      else frame.put(entryKey(index.table, key, recordId), kinds);
    }
  }
}
