import { decodeDocument } from '../bson/decode.ts';
import type { Doc } from '../bson/values.ts';
import type { StartedIndexes } from '../engine.ts';
import { commandError } from '../errors.ts';
import { KeyScan } from '../execution/key-scan.ts';
import { SLICE_MS } from '../execution/turns.ts';
import { applyIndexChanges } from '../records/index-changes.ts';
import { unfinishedChanges } from '../records/unfinished-indexes.ts';
import type { Frame } from '../storage/frame.ts';
import { recordIdOfKey, recordKey } from '../storage/keys.ts';
import { droppedKey, keysVersion } from './catalog.ts';
import { dropTable, saveCollection } from './collections-ddl.ts';
import type { Catalogue } from './ddl-context.ts';
import type { CollectionEntry, IndexBuild, IndexEntry } from './entries.ts';
import { addIndexes, createIndexes, newIndexes } from './indexes-ddl.ts';

/** Collections of more documents get their indexes in slices. */
const IN_ONE_PIECE = 5_000;
const MOST_DOCUMENTS = 500;
const CLOCK_MASK = 15;

/** Thrown where indexes of the collection are being built. Never reaches a client. */
export class BuildRunning extends Error {
  readonly ended: Promise<undefined>;
  constructor(ended: Promise<undefined>) {
    super('indexes of the collection are being built');
    this.ended = ended;
  }
}

/** Makes indexes, or starts to: from the commit of this write on, writers keep them up. */
export function startIndexes(
  frame: Frame,
  catalogue: Catalogue,
  namespace: string,
  specs: readonly Doc[],
): StartedIndexes {
  const { building } = frame.collection(namespace) ?? {};
  if (building?.isOver === false) throw new BuildRunning(building.ended);
  // It could not even be given up: the store took no write.
  if (building !== undefined) abandonIndexes(frame, building);
  const present = frame.collection(namespace);
  if (present === undefined || present.counters.count <= IN_ONE_PIECE)
    return createIndexes(frame, catalogue, namespace, specs);
  const { collection, added, outcome } = newIndexes(frame, catalogue, namespace, specs);
  if (added.length === 0) return outcome;
  if (added.some(isFolded)) return createIndexes(frame, catalogue, namespace, specs);
  for (const index of added) {
    if (keysVersion(index) !== undefined) frame.flagged.add(index);
    // A start that finds this empties the table: a build that was cut off leaves nothing behind.
    frame.put(droppedKey(index.table), Buffer.alloc(0));
  }
  const build = newBuild(collection, added);
  saveCollection(frame, { ...collection, building: build });
  return { ...outcome, build };
}

function newBuild({ table, counters }: CollectionEntry, indexes: readonly IndexEntry[]): IndexBuild {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>();
  const end = (): void => {
    build.isOver = true;
    resolve(undefined);
  };
  const build: IndexBuild = {
    table,
    indexes,
    next: 0,
    until: counters.nextRecordId,
    isOver: false,
    ended,
    end,
  };
  return build;
}

/** Strings of a unique index that lie apart are checked one by one, which no other check stands beside. */
const isFolded = ({ unique, strings }: IndexEntry): boolean => unique && strings !== undefined;

function builtCollection(frame: Frame, build: IndexBuild): CollectionEntry {
  if (build.failure !== undefined) throw build.failure;
  const collection = frame.collections().find((each) => each.building === build);
  if (collection !== undefined) return collection;
  throw commandError('IndexBuildAborted', 'Index build failed: the collection was dropped');
}

/** Puts some documents in. Gives the record id to go on from. */
export function fillIndexes(frame: Frame, build: IndexBuild): number {
  const collection = builtCollection(frame, build);
  const range = { from: recordKey(build.table, build.next), to: recordKey(build.table, build.until) };
  const scan = new KeyScan(frame.view, [range], { reverse: false, keysOnly: false, first: 128 });
  const until = performance.now() + SLICE_MS;
  for (let done = 0; ; done += 1) {
    const entry = scan.next();
    if (entry === undefined) return build.until;
    const recordId = recordIdOfKey(entry.key);
    const isDue = done > 0 && (done & CLOCK_MASK) === 0 && performance.now() > until;
    if (done === MOST_DOCUMENTS || isDue) return recordId;
    const versions = { before: undefined, after: decodeDocument(entry.value) };
    const changes = unfinishedChanges(frame, collection, build, recordId, versions);
    const failure = frame.failedBuilds?.get(build);
    if (failure !== undefined) throw failure;
    applyIndexChanges(frame, recordId, changes);
  }
}

/** Shows the indexes, which every document is in. */
export function finishIndexes(frame: Frame, build: IndexBuild): void {
  const collection = builtCollection(frame, build);
  for (const index of build.indexes) frame.remove(droppedKey(index.table));
  addIndexes(frame, { ...collection, building: undefined }, build.indexes);
}

/** Gives the build up. */
export function abandonIndexes(frame: Frame, build: IndexBuild): void {
  const collection = frame.collections().find((each) => each.building === build);
  if (collection !== undefined) saveCollection(frame, { ...collection, building: undefined });
  for (const index of build.indexes) dropTable(frame, index.table);
}
