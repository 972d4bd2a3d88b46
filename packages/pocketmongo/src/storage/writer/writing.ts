import { availableParallelism } from 'node:os';
import { changesOf, commitChanges, type DataFile } from '../data-file.ts';
import type { CommitThread } from '../../options.ts';
import type { WriteSet } from '../write-set.ts';
import { WriterThread } from './writer-thread.ts';

const WHILE_MS = 500;

/**
 * The part of such a while that this thread waits for commits, beyond which another one is worth its start (about 50 ms
 * of work), its memory and its being woken for each commit. Without a core to spare that is dear where few writers wait for
 * a commit: on two cores, 8 buyers got a tenth less done with a thread while nothing else ran (half of the time was
 * waiting), and twice as much while other work kept the disk busy.
 */
const WORTH_A_THREAD = 0.2;
const WORTH_FOR_FEW = availableParallelism() > 2 ? WORTH_A_THREAD : 0.75;
/** So many writers to a commit are not few: there is as much to do for those that come meanwhile. */
const MANY = 6;

/** A thread without work ends after this time and gives its memory back. */
const IDLE_MS = 30_000;

export interface WritingOptions {
  commitThread?: CommitThread | undefined;
}

/**
 * Commits to the file of a store. A commit waits for the disk, most of the time: few are made on the thread that
 * serves, which is the shortest way; when the waiting becomes much they go to a thread of their own, so that the next
 * commands are run meanwhile.
 */
export class Writing {
  readonly #db: DataFile;
  readonly #path: string;
  #mayStart: boolean;
  readonly #always: boolean;
  #thread: WriterThread | undefined;
  #ending: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;
  #waitedMs = 0;
  #commits = 0;
  #writers = 0;
  #waitedSince = 0;
  #broken: Error | undefined;

  constructor(db: DataFile, path: string, { commitThread = 'auto' }: WritingOptions = {}) {
    this.#db = db;
    this.#path = path;
    this.#always = commitThread === 'always';
    this.#mayStart = commitThread !== 'never';
    if (this.#always) this.#startThread();
  }

  /** Resolves when the thread that is to be there from the start is, or has failed to start: commits are made here then. */
  async started(): Promise<void> {
    await this.#thread?.started;
  }

  /** Whether the next commit goes to the thread. */
  get isApart(): boolean {
    return this.#thread?.isReady === true;
  }

  /** Resolves when the changes of so many writers are on disk, from when on reads see them. One at a time. */
  async write(changes: WriteSet, writers = 1): Promise<void> {
    // Nobody knows whether the last commit is on disk: only a start can tell.
    if (this.#broken !== undefined) throw this.#broken;
    const thread = this.#thread;
    if (thread?.isReady !== true) {
      const started = performance.now();
      commitChanges(this.#db, changesOf(changes));
      this.#weigh(started, writers);
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

  #weigh(started: number, writers: number): void {
    if (this.#thread !== undefined || !this.#mayStart) return;
    const now = performance.now();
    this.#waitedMs += now - started;
    this.#commits += 1;
    this.#writers += writers;
    const passed = now - this.#waitedSince;
    if (passed < WHILE_MS) return;
    const worth = this.#writers / this.#commits < MANY ? WORTH_FOR_FEW : WORTH_A_THREAD;
    if (this.#waitedMs / passed > worth) this.#startThread();
    this.#waitedMs = 0;
    this.#commits = 0;
    this.#writers = 0;
    this.#waitedSince = now;
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
    if (!this.#always) this.#idle = setTimeout(() => this.#endThread(), IDLE_MS).unref();
  }

  #endThread(): void {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    if (thread === undefined) return;
    this.#thread = undefined;
    this.#ending = Promise.all([this.#ending, thread.stop()]);
  }
}
