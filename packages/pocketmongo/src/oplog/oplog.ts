import type { Frame } from '../storage/frame.ts';
import { keyText, tableStart, TABLE } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';
import type { Entry } from '../storage/range.ts';
import type { WriteSet } from '../storage/write-set.ts';
import { ClusterClock, compareTimes, type OpTime } from './cluster-clock.ts';
import type { Change } from './change.ts';
import { lastTimeOf, offsetsOf } from './decode-row.ts';
import { encodeRow } from './encode-row.ts';
import { rowKey, timeOfKey, type RowOrigin } from './row-format.ts';

const DEFAULT_BYTES = 64 * 1024 * 1024;
/** Rows that one commit removes at most when the log is too large. */
const TRIM_ROWS = 256;
/** Changes of plain writes share rows of about this many; a transaction is one row. */
const CHANGES_PER_ROW = 64;

export type OplogOptions = { store: Store; now: () => number; maxBytes?: number | undefined };

/** The log of all changes, which change streams read: written in the commit of the change, bounded in size. */
export class Oplog {
  readonly clock: ClusterClock;
  readonly #store: Store;
  readonly #now: () => number;
  readonly #maxBytes: number;
  /** Bytes ever written, and how many of them have been removed again. */
  #written: number;
  #removed: number;
  /** As it was before the changes that are being written. */
  #before: { time: OpTime; written: number; removed: number } | undefined;
  #waiters = new Set<() => void>();
  #closed = false;

  constructor({ store, now, maxBytes = DEFAULT_BYTES }: OplogOptions) {
    this.#store = store;
    this.#now = now;
    this.#maxBytes = maxBytes;
    const [first] = this.rows(undefined, 1);
    const last = this.rowAt({ seconds: 0xffff_ffff, increment: 0xffff_ffff });
    this.clock = new ClusterClock(now, last === undefined ? undefined : lastTimeOf(last.key, last.value));
    this.#written = last === undefined ? 0 : offsetsOf(last.value).end;
    this.#removed = first === undefined ? 0 : offsetsOf(first.value).start;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes that the log holds. */
  get size(): number {
    return this.#written - this.#removed;
  }

  /** Every change that is acknowledged from now on comes behind this time, all acknowledged ones lie at it or before it. */
  get settledTime(): OpTime {
    return this.#before?.time ?? this.clock.time;
  }

  /** Adds what a group of writes has done to what the group commits. Plain writes that follow each other share rows. */
  stage(frames: readonly Frame[], writes: WriteSet): void {
    this.#before = { time: this.clock.time, written: this.#written, removed: this.#removed };
    let plain: Change[] = [];
    const flush = (): void => {
      for (let at = 0; at < plain.length; at += CHANGES_PER_ROW)
        this.#stageRow(writes, plain.slice(at, at + CHANGES_PER_ROW), undefined);
      plain = [];
    };
    for (const { changes, origin } of frames) {
      if (changes.length === 0) continue;
      if (origin === undefined) plain.push(...changes);
      else {
        flush();
        this.#stageRow(writes, changes, origin);
      }
    }
    flush();
    if (this.size > this.#maxBytes) this.#trim(writes);
  }

  #stageRow(writes: WriteSet, changes: readonly Change[], origin: RowOrigin | undefined): void {
    const time = this.clock.tick(origin === undefined ? changes.length : 1);
    const row = encodeRow(changes, { offset: this.#written, wallTime: this.#now(), origin });
    this.#written += row.length;
    writes.set(keyText(rowKey(time)), row);
  }

  /**
   * Removes the oldest rows in the same commit, so that the log never needs one of its own. The last row before this
   * commit stays, however much is added: streams that have read all of it go on behind it.
   */
  #trim(writes: WriteSet): void {
    for (const { key, value } of this.rows(undefined, TRIM_ROWS + 1).slice(0, -1)) {
      if (this.size <= this.#maxBytes) return;
      writes.set(keyText(key), null);
      this.#removed = offsetsOf(value).end;
    }
  }

  /** Rows that begin at or after a time, the oldest first. */
  rows(from: OpTime | undefined, limit: number): Entry[] {
    const start = from === undefined ? tableStart(TABLE.oplog) : rowKey(from);
    const range = { from: start, to: tableStart(TABLE.oplog + 1), reverse: false, keysOnly: false };
    return this.#store.chunk(range, limit);
  }

  /** The last row that begins at or before a time. */
  rowAt(time: OpTime): Entry | undefined {
    const end = Buffer.concat([rowKey(time), Buffer.from([0])]);
    const range = { from: tableStart(TABLE.oplog), to: end, reverse: true, keysOnly: false };
    return this.#store.chunk(range, 1)[0];
  }

  /** True when changes of this time or later have been removed. */
  isLost(time: OpTime): boolean {
    const [first] = this.rows(undefined, 1);
    if (first === undefined || offsetsOf(first.value).start === 0) return false;
    return compareTimes(time, timeOfKey(first.key)) < 0;
  }

  /** Nothing of what was staged is on disk. */
  failed(): void {
    if (this.#before !== undefined) ({ written: this.#written, removed: this.#removed } = this.#before);
    this.#before = undefined;
  }

  /** What was staged is on disk. Tells those who wait that there is something new. */
  committed(): void {
    this.#before = undefined;
    if (this.#waiters.size === 0) return;
    const waiters = Array.from(this.#waiters);
    for (const wake of waiters) wake();
  }

  /** Waits for the next commit, for `ms` at the longest; `onWait` gets the function that ends the waiting. */
  nextCommit(ms: number, onWait: (stop: () => void) => void): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waiters.add(wake);
      onWait(wake);
    });
  }

  /** Nobody waits any longer. */
  close(): void {
    this.#closed = true;
    this.committed();
  }
}
