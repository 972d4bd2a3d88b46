import type { Doc } from '../bson/values.ts';
import type { CollectionEntry, IndexBuild, IndexEntry } from '../catalog/entries.ts';
import { CommandError } from '../errors.ts';
import { duplicateKey } from '../indexes/duplicate-key.ts';
import type { IndexKey } from '../indexes/key-facts.ts';
import { generateKeys, keysToWrite } from '../indexes/key-generation.ts';
import type { Frame } from '../storage/frame.ts';
import { keyText, recordIdOfValue, tableKey } from '../storage/keys.ts';
import { difference, type IndexChange } from './key-difference.ts';

type Versions = { before: Doc | undefined; after: Doc | undefined };

/**
 * What changes in indexes that are being built. Their keys may be missing, and of a unique one be another document's; a
 * document that does not fit in is no error of its writer, but ends the build once it is committed.
 */
export function unfinishedChanges(
  frame: Frame,
  collection: CollectionEntry,
  build: IndexBuild,
  recordId: number,
  versions: Versions,
): IndexChange[] {
  if (build.isOver || build.failure !== undefined || frame.failedBuilds?.has(build) === true) return [];
  const changes: IndexChange[] = [];
  try {
    for (const index of build.indexes) {
      const change = keysOf(index, versions);
      if (index.flags.unstored) frame.flagged.add(index);
      if (index.unique) checkOwners(frame, collection, change, recordId, versions);
      if (change.removed.length > 0 || change.added.length > 0) changes.push(change);
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    frame.failBuild(build, error);
    return [];
  }
  return changes;
}

function keysOf(index: IndexEntry, { before, after }: Versions): IndexChange {
  const removed = before === undefined ? [] : generateKeys(index, before);
  const added = after === undefined ? [] : keysToWrite(index, after);
  return difference(index, removed, added);
}

function checkOwners(
  frame: Frame,
  collection: CollectionEntry,
  change: IndexChange,
  recordId: number,
  { after }: Versions,
): void {
  const ownerOf = ({ key }: IndexKey): number | undefined => {
    const full = tableKey(change.index.table, key);
    frame.guard.key(keyText(full));
    const present = frame.view.get(full);
    return present === undefined ? undefined : recordIdOfValue(present);
  };
  change.removed = change.removed.filter((key) => ownerOf(key) === recordId);
  for (const key of change.added) {
    const owner = ownerOf(key);
    if (owner !== undefined && owner !== recordId && after !== undefined)
      throw duplicateKey(collection, change.index, after);
  }
}
