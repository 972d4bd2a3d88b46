import type { EventEnvelope } from '@souk/contracts';
import type { Clock } from '@souk/kernel';
import {
  ensureCollections,
  IDEMPOTENCY_COLLECTIONS,
  isDuplicateKey,
  nativeCollection,
  type CollectionTable,
  type Database,
  type NativeCollection,
} from '../data/index.ts';
import type { LoggedEvent } from './types.ts';

/** What the log keeps in its own database; replaying a dead letter is a request that may carry a key. */
const LOG_COLLECTIONS: CollectionTable = {
  ...IDEMPOTENCY_COLLECTIONS,
  log: [{ key: { 'event.id': 1 }, unique: true }],
  offsets: [],
  deadLetters: [],
};

/** `at`: machine time of the append. */
type LogDocument = { readonly _id: number; readonly event: EventEnvelope; readonly at: Date };

/** Told after each append: the log's new end and, when they are known to be all of it, the events that lead there. */
export type AppendListener = (end: number, appended: readonly LoggedEvent[] | null) => void;

/**
 * The events on disk, numbered without gaps from 1 by this one appender. Appends that come while one is being written go
 * together in the next write. An event whose id is there already is left out.
 */
export class LogStore {
  readonly #db: Database;
  readonly #log: NativeCollection<LogDocument>;
  readonly #onAppended: AppendListener;
  readonly #clock: Clock;
  #opened: Promise<void> | null = null;
  #oldest: Promise<number | null> | null = null;
  #end = 0;
  #waiting: EventEnvelope[] = [];
  #next: Promise<void> | null = null;
  #current: Promise<void> = Promise.resolve();

  constructor(db: Database, clock: Clock, onAppended: AppendListener) {
    this.#db = db;
    this.#log = nativeCollection(db, 'log');
    this.#clock = clock;
    this.#onAppended = onAppended;
  }

  /** Position of the newest event; 0 for none. */
  get end(): number {
    return this.#end;
  }

  /** Makes the collections and finds the end; once. */
  open(): Promise<void> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  append(events: readonly EventEnvelope[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    this.#waiting.push(...events);
    this.#next ??= this.#current
      // Whoever asked for the write before this one hears of its failure.
      .catch(() => undefined)
      .then(() => {
        const batch = this.#waiting.splice(0);
        this.#current = this.#next ?? Promise.resolve();
        this.#next = null;
        return this.#write(batch);
      });
    return this.#next;
  }

  /** Resolves when what was given to `append` so far is written or has failed. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#current, this.#next]);
  }

  /** Events of the given types above `after` up to `until`, in order. */
  async read(
    after: number,
    until: number,
    types: readonly string[],
    limit: number,
  ): Promise<readonly LoggedEvent[]> {
    const documents = await this.#log
      .find({ _id: { $gt: after, $lte: until }, 'event.type': { $in: [...types] } } as object)
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    return documents.map(({ _id, event }) => ({ position: _id, event }));
  }

  /** Position of the oldest event that was there at the opening; null for none. */
  async oldestAtOpening(): Promise<number | null> {
    this.#oldest ??= this.#log
      .findOne({}, { sort: { _id: 1 }, projection: { _id: 1 } })
      .then((found) => found?._id ?? null);
    return this.#oldest;
  }

  /**
   * Removes at most `limit` of the oldest events: those up to `until` that were appended before `before`. The newest event
   * always stays, since the numbering goes on behind it.
   * @returns the position of the last one removed and how many there were; null when there was none to remove.
   */
  async removeOldest(
    { until, before }: { readonly until: number; readonly before: Date },
    limit: number,
  ): Promise<{ readonly last: number; readonly removed: number } | null> {
    const found = await this.#log
      .find({ _id: { $lte: Math.min(until, this.#end - 1) } }, { projection: { at: 1 } })
      .sort({ _id: 1 })
      .limit(limit)
      .toArray();
    const young = found.findIndex(({ at }) => at >= before);
    const last = found.at(young === -1 ? -1 : young - 1)?._id;
    if (last === undefined || young === 0) return null;
    const { deletedCount } = await this.#log.deleteMany({ _id: { $lte: last } });
    return { last, removed: deletedCount };
  }

  async #open(): Promise<void> {
    await ensureCollections(this.#db, LOG_COLLECTIONS);
    await this.#findEnd();
  }

  async #findEnd(): Promise<void> {
    const newest = await this.#log.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
    this.#end = newest?._id ?? 0;
  }

  async #write(batch: readonly EventEnvelope[]): Promise<void> {
    await this.open();
    const events = [...new Map(batch.map((event) => [event.id, event])).values()];
    try {
      const appended = await this.#insert(events);
      this.#onAppended(this.#end, appended);
      return;
    } catch (error) {
      // Part of the batch may be there, and after a lost connection nobody knows how much: look.
      await this.#findEnd();
      this.#onAppended(this.#end, null);
      if (!isDuplicateKey(error)) throw error;
    }
    const ids = events.map((event) => event.id);
    const there = await this.#log
      .find({ 'event.id': { $in: ids } } as object, { projection: { 'event.id': 1 } })
      .toArray();
    const known = new Set(there.map((document) => document.event.id));
    const missing = events.filter((event) => !known.has(event.id));
    if (missing.length === 0) return;
    const appended = await this.#insert(missing);
    this.#onAppended(this.#end, appended);
  }

  async #insert(events: readonly EventEnvelope[]): Promise<readonly LoggedEvent[]> {
    const appended = events.map((event, index) => ({ position: this.#end + 1 + index, event }));
    const at = this.#clock.now();
    await this.#log.insertMany(
      appended.map(({ position, event }) => ({ _id: position, event, at })),
      { ordered: true, ignoreUndefined: true },
    );
    this.#end += appended.length;
    return appended;
  }
}
