import { availableParallelism } from 'node:os';
import { changesOf, commitChanges, type DataFile } from '../data-file.ts';
import type { WriteSet } from '../write-set.ts';
import { WriterThread } from './writer-thread.ts';

/** Commits worth handing over, in a while, that make a thread worth its start (about 50 ms of work) and its memory. */
const WORTH_A_THREAD = 25;
const WHILE_MS = 500;

/**
 * On a machine with no core to spare, waking another thread costs as much as a quick disk takes: there only commits that
 * take longer than this are worth handing over. On two cores, 8 buyers got 4 to 12 % less done with a thread while nothing
 * else ran, and twice as much while other work kept the disk busy.
 */
const QUICK_MS = availableParallelism() > 2 ? 0 : 2;

/** A thread without work ends after this time and gives its memory back. */
const IDLE_MS = 30_000;

export interface WritingOptions {
  /** Start the thread with the first commit; else when it pays. */
  apart?: boolean;
}

/**
 * Commits to the file of a store. A commit waits for the disk, most of the time: few are made on the thread that
 * serves, which is the shortest way; when they become many and long they go to a thread of their own, so that the next
 * commands are run meanwhile.
 */
export class Writing {
  readonly #db: DataFile;
  readonly #path: string;
  #mayStart = true;
  readonly #always: boolean;
  #thread: WriterThread | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #commits = 0;
  #countedSince = 0;
  #broken: Error | undefined;

  constructor(db: DataFile, path: string, { apart = false }: WritingOptions = {}) {
    this.#db = db;
    this.#path = path;
    this.#always = apart;
  }

  /** Whether the next commit goes to the thread. */
  get isApart(): boolean {
    return this.#thread?.isReady === true;
  }

  /** Resolves when the changes are on disk, from when on reads see them. One at a time. */
  async write(changes: WriteSet): Promise<void> {
    // Nobody knows whether the last commit is on disk: only a start can tell.
    if (this.#broken !== undefined) throw this.#broken;
    const thread = this.#thread;
    if (thread?.isReady !== true) {
      const started = performance.now();
      commitChanges(this.#db, changesOf(changes));
      this.#weigh(started);
      return;
    }
    this.#idle?.refresh();
    await thread.write(changes);
    this.#db.resetReadTxn();
  }

  async close(): Promise<void> {
    this.#endThread();
    await this.#ending;
  }

  #weigh(started: number): void {
    if (this.#thread !== undefined || !this.#mayStart) return;
    const now = performance.now();
    if (this.#always) return this.#startThread();
    if (now - started < QUICK_MS) return;
    if (now - this.#countedSince > WHILE_MS) {
      this.#countedSince = now;
      this.#commits = 0;
    }
    this.#commits += 1;
    if (this.#commits > WORTH_A_THREAD) this.#startThread();
  }

  #startThread(): void {
    const thread = new WriterThread(this.#path, (interrupted) => {
      if (interrupted !== undefined) this.#broken = interrupted;
      if (this.#thread !== thread) return;
      // It was not told to end, so the next one would fare no better.
      this.#thread = undefined;
      this.#mayStart = false;
    });
    this.#thread = thread;
    this.#idle = setTimeout(() => this.#endThread(), IDLE_MS).unref();
  }

  #endThread(): void {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    if (thread === undefined) return;
    this.#thread = undefined;
    this.#ending = Promise.all([this.#ending, thread.stop()]);
  }
}
