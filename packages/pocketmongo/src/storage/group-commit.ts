import { countsKey, encodeCounts, encodeFlags, flagsKey, type CatalogState } from '../catalog/catalog.ts';
import type { CollectionCounters, CollectionEntry, IndexEntry } from '../catalog/entries.ts';
import { Blocked } from '../transactions/signals.ts';
import type { Delta, Frame } from './frame.ts';
import { keyText } from './keys.ts';
import type { Store } from './store.ts';
import { WriteSet } from './write-set.ts';

/** One write waiting for its turn. */
export type Job = {
  /**
   * Runs when its turn comes. A plain write puts its changes into `group`, where those before it stand already; a
   * transaction brings its own. `deltas` is what the writes before it add up to. The frame it returns is committed. Undefined: nothing to write.
   */
  run(group: WriteSet, deltas: ReadonlyMap<CollectionCounters, Delta>): Frame | undefined;
  /** After the commit is durable. */
  done(): void;
  failed(error: unknown): void;
};

/** What the commits of all writers share. */
export type CommitState = {
  /** As of the last commit that is on disk: what readers and new transactions go by. */
  catalog: CatalogState;
  /** With the group that is being committed: what writers go by. */
  nextCatalog: CatalogState;
  /** Counts the writes whose commit is on disk, or has failed. */
  settled: number;
  /** Counts the writes that have run. */
  sequence: number;
};

/** What a group of writes has come to, until it is on disk. */
type Group = {
  /** Also what the next job of the group sees. */
  writes: WriteSet;
  readonly frames: Frame[];
  readonly deltas: Map<CollectionCounters, Delta>;
  /** Indexes whose flags are stored along, with what is stored of them. */
  readonly flagged: Map<IndexEntry, string>;
  /** Jobs to be told how it ended, those that failed with why. */
  readonly outcomes: { readonly job: Job; readonly error?: unknown }[];
};

export type CommitHooks = {
  /** Adds what is to be committed along with a group's writes. */
  stage(frames: readonly Frame[], writes: WriteSet): void;
  /** A write has run and will be committed. */
  ran(frame: Frame): void;
  /** The jobs that were waiting for their turn have had it. */
  turnEnd(): void;
  /** A group is on disk, and its writers have been told. */
  settled(frames: readonly Frame[]): void;
  /** Nothing of a group is on disk, and its writers have been told. */
  failed(): void;
};

/**
 * Gathers the writes of one turn of the event loop and commits them together: one LMDB transaction, one sync, then all
 * of them are acknowledged. Writes that come while a group is being written wait and make up the next one.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #state: CommitState;
  readonly #hooks: CommitHooks;
  #queue: Job[] = [];
  #scheduled = false;
  #writing: Promise<void> | undefined;

  constructor(store: Store, state: CommitState, hooks: CommitHooks) {
    this.#store = store;
    this.#state = state;
    this.#hooks = hooks;
  }

  enqueue(job: Job): void {
    this.#queue.push(job);
    this.#schedule();
  }

  /** Resolves when the group that is now being written is on disk, or has failed. */
  settled(): Promise<void> {
    return this.#writing ?? Promise.resolve();
  }

  /** Whether no group is being written. */
  get isSettled(): boolean {
    return this.#writing === undefined;
  }

  /** Commits all that is queued, what is added meanwhile too. */
  async drain(): Promise<void> {
    while (this.#writing !== undefined || this.#queue.length > 0) {
      if (this.#writing === undefined) this.#flush();
      await this.#writing;
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing !== undefined || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#writing === undefined) this.#flush();
    });
  }

  #flush(): void {
    const group: Group = {
      writes: new WriteSet(),
      frames: [],
      deltas: new Map(),
      flagged: new Map(),
      outcomes: [],
    };
    const jobs = this.#queue;
    this.#queue = [];
    for (const job of jobs) this.#run(job, group);
    this.#hooks.turnEnd();
    if (group.writes.size === 0) {
      this.#settle(group);
      return;
    }
    try {
      this.#stage(group);
    } catch (error) {
      this.#fail(group, error);
      return;
    }
    this.#writing = this.#write(group);
  }

  #run(job: Job, group: Group): void {
    const mark = group.writes.mark();
    try {
      const frame = job.run(group.writes, group.deltas);
      if (frame !== undefined) this.#add(frame, group);
      group.outcomes.push({ job });
    } catch (error) {
      group.writes.rollBack(mark);
      // Who is blocked starts to wait at once: the lock may be released when this group settles.
      if (error instanceof Blocked) job.failed(error);
      else group.outcomes.push({ job, error });
    }
  }

  #add(frame: Frame, group: Group): void {
    // A transaction has changes of its own: the first of a group lends them to it, later ones are added.
    if (group.writes.size === 0) group.writes = frame.writes;
    else if (frame.writes !== group.writes)
      for (const [key, value] of frame.writes.changes) group.writes.set(key, value);
    group.frames.push(frame);
    for (const index of frame.flagged) group.flagged.set(index, '');
    for (const [counters, { table, count, size }] of frame.deltas) {
      const sum = group.deltas.get(counters);
      if (sum === undefined) group.deltas.set(counters, { table, count, size });
      else {
        sum.count += count;
        sum.size += size;
      }
    }
    for (const [build, error] of frame.failedBuilds ?? []) build.failure ??= error;
    this.#state.sequence += 1;
    if (frame.catalogChanges.size > 0) this.#state.nextCatalog = changed(this.#state.nextCatalog, frame);
    this.#hooks.ran(frame);
  }

  /** Adds what follows from the writes: the flags of their indexes, the counters of their collections. */
  #stage({ writes, frames, deltas, flagged }: Group): void {
    for (const index of flagged.keys()) {
      const flags = encodeFlags(index);
      flagged.set(index, flags);
      writes.set(keyText(flagsKey(index.table)), Buffer.from(flags));
    }
    for (const [{ nextRecordId, count, size }, delta] of deltas)
      writes.set(
        keyText(countsKey(delta.table)),
        encodeCounts({ nextRecordId, count: count + delta.count, size: size + delta.size }),
      );
    this.#hooks.stage(frames, writes);
  }

  async #write(group: Group): Promise<void> {
    try {
      await this.#store.write(group.writes, group.frames.length);
    } catch (error) {
      this.#writing = undefined;
      this.#fail(group, error);
      return;
    }
    this.#writing = undefined;
    this.#settle(group);
  }

  /** What a job has met, too, may have been a write of the group: whatever it came to, it has failed as all of them have. */
  #fail({ outcomes }: Group, error: unknown): void {
    this.#state.nextCatalog = this.#state.catalog;
    // Nobody waits for these writes any more.
    this.#state.settled = this.#state.sequence;
    for (const { job } of outcomes) job.failed(error);
    this.#hooks.failed();
    this.#schedule();
  }

  #settle({ frames, deltas, flagged, outcomes }: Group): void {
    this.#state.catalog = this.#state.nextCatalog;
    this.#state.settled = this.#state.sequence;
    for (const [counters, delta] of deltas) {
      counters.count += delta.count;
      counters.size += delta.size;
    }
    // A transaction may have found more of it meanwhile.
    for (const [index, flags] of flagged) if (encodeFlags(index) === flags) index.flags.unstored = false;
    for (const { job, error } of outcomes) {
      if (error === undefined) job.done();
      else job.failed(error);
    }
    this.#hooks.settled(frames);
    this.#schedule();
  }
}

function changed(catalog: CatalogState, frame: Frame): CatalogState {
  const next = new Map<string, CollectionEntry>(catalog);
  for (const [namespace, entry] of frame.catalogChanges) {
    if (entry === null) next.delete(namespace);
    else next.set(namespace, entry);
  }
  return next;
}
