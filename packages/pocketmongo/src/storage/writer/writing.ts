import { changesOf, commitChanges, type DataFile } from '../data-file.ts';
import type { WriteSet } from '../write-set.ts';
import { WriterThread } from './writer-thread.ts';

/** Commits in a while that make a thread for them worth its start, about 50 ms of work, and its memory. */
const WORTH_A_THREAD = 25;
const WHILE_MS = 500;

/** A thread without work ends after this time and gives its memory back. */
const IDLE_MS = 30_000;

export interface WritingOptions {
  /** Commits within half a second that start the thread; 0: it starts with the first. */
  threadAfter?: number;
}

/**
 * Commits to the file of a store. A commit waits for the disk, most of the time: few are made on the thread that
 * serves, which is the shortest way; when they become many they go to a thread of their own, so that the next
 * commands are run meanwhile.
 */
export class Writing {
  readonly #db: DataFile;
  readonly #path: string;
  #threadAfter: number;
  #thread: WriterThread | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #commits = 0;
  #countedSince = 0;
  #broken: Error | undefined;

  constructor(db: DataFile, path: string, { threadAfter = WORTH_A_THREAD }: WritingOptions = {}) {
    this.#db = db;
    this.#path = path;
    this.#threadAfter = threadAfter;
  }

  /** Whether the next commit goes to the thread. */
  get isApart(): boolean {
    return this.#thread?.isReady === true;
  }

  /** Resolves when the changes are on disk, from when on reads see them. One at a time. */
  async write(changes: WriteSet): Promise<void> {
    // Nobody knows whether the last commit is on disk: only a start can tell.
    if (this.#broken !== undefined) throw this.#broken;
    this.#count();
    const thread = this.#thread;
    if (thread?.isReady !== true) {
      commitChanges(this.#db, changesOf(changes));
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

  #count(): void {
    if (this.#thread !== undefined) return;
    const now = performance.now();
    if (now - this.#countedSince > WHILE_MS) {
      this.#countedSince = now;
      this.#commits = 0;
    }
    this.#commits += 1;
    if (this.#commits > this.#threadAfter) this.#startThread();
  }

  #startThread(): void {
    const thread = new WriterThread(this.#path, (interrupted) => {
      if (interrupted !== undefined) this.#broken = interrupted;
      if (this.#thread !== thread) return;
      // It was not told to end, so the next one would fare no better.
      this.#thread = undefined;
      this.#threadAfter = Infinity;
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
