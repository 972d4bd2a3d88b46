import type { CatalogState } from '../catalog/catalog.ts';
import { countsKey, encodeCounts, encodeFlags, flagsKey } from '../catalog/catalog.ts';
import type { CollectionCounters, CollectionEntry } from '../catalog/entries.ts';
import { Blocked } from '../transactions/signals.ts';
import type { Delta, Frame } from './frame.ts';
import type { Store } from './store.ts';
import { WriteSet } from './write-set.ts';

/** One write waiting for its turn. */
export type Job = {
  /** Runs inside the write transaction; the frame it returns is applied. Undefined: nothing to write. */
  run(): Frame | undefined;
  /** After the commit is durable. */
  done(): void;
  failed(error: unknown): void;
};

type Published = { deltas: Map<CollectionCounters, Delta> };
type Batch = { published: Published[]; settled: (() => void)[]; parked: Set<Job> };

/** What the commits of all writers share. */
export type CommitState = {
  catalog: CatalogState;
  /** Counts applied writes. */
  sequence: number;
};

/**
 * Gathers the writes of one turn of the event loop and commits them together: one LMDB transaction, one sync, then all
 * of them are acknowledged. What readers see is therefore always durable.
 */
export class GroupCommit {
  readonly #store: Store;
  readonly #state: CommitState;
  readonly #onApplied: (frame: Frame) => void;
  readonly #onTurnEnd: () => void;
  #queue: Job[] = [];
  #scheduled = false;

  constructor(store: Store, state: CommitState, onApplied: (frame: Frame) => void, onTurnEnd: () => void) {
    this.#store = store;
    this.#state = state;
    this.#onApplied = onApplied;
    this.#onTurnEnd = onTurnEnd;
  }

  get idle(): boolean {
    return this.#queue.length === 0;
  }

  enqueue(job: Job): void {
    this.#queue.push(job);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.flush());
  }

  /** Commits what is queued, now. */
  flush(): void {
    this.#scheduled = false;
    const jobs = this.#queue;
    this.#queue = [];
    const { catalog } = this.#state;
    const published: Published[] = [];
    const settled: (() => void)[] = [];
    const parked = new Set<Job>();
    try {
      this.#store.commit((apply) => this.#runAll(jobs, apply, { published, settled, parked }));
    } catch (error) {
      this.#state.catalog = catalog;
      for (const { deltas } of published) addDeltas(deltas, -1);
      for (const job of jobs) if (!parked.has(job)) job.failed(error);
      this.#onTurnEnd();
      return;
    }
    for (const settle of settled) settle();
    this.#onTurnEnd();
  }

  #runAll(jobs: readonly Job[], apply: (writes: WriteSet) => void, batch: Batch): void {
    const { published, settled, parked } = batch;
    const counted = new Map<CollectionCounters, number>();
    for (const job of jobs) {
      try {
        const frame = job.run();
        if (frame !== undefined) {
          this.#stage(frame);
          apply(frame.writes);
          published.push({ deltas: frame.deltas });
          addDeltas(frame.deltas, 1);
          for (const [counters, delta] of frame.deltas) counted.set(counters, delta.table);
          this.#publish(frame);
        }
        settled.push(() => job.done());
      } catch (error) {
        // Who is blocked starts to wait at once: the lock may be released when this batch settles.
        if (!(error instanceof Blocked)) {
          settled.push(() => job.failed(error));
          continue;
        }
        parked.add(job);
        job.failed(error);
      }
    }
    if (counted.size === 0) return;
    const rows = new WriteSet();
    for (const [counters, table] of counted)
      rows.set(countsKey(table).toString('latin1'), encodeCounts(counters));
    apply(rows);
  }

  /** Adds what follows from the writes: the flags of their indexes. */
  #stage(frame: Frame): void {
    for (const index of frame.flagged) frame.put(flagsKey(index.table), Buffer.from(encodeFlags(index)));
  }

  #publish(frame: Frame): void {
    this.#state.sequence += 1;
    for (const index of frame.flagged) index.flags.unstored = false;
    if (frame.catalogChanges.size > 0) {
      const next = new Map<string, CollectionEntry>(this.#state.catalog);
      for (const [namespace, entry] of frame.catalogChanges) {
        if (entry === null) next.delete(namespace);
        else next.set(namespace, entry);
      }
      this.#state.catalog = next;
    }
    this.#onApplied(frame);
  }
}

function addDeltas(deltas: Map<CollectionCounters, Delta>, sign: 1 | -1): void {
  for (const [counters, delta] of deltas) {
    counters.count += sign * delta.count;
    counters.size += sign * delta.size;
  }
}
