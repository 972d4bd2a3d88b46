import { availableParallelism } from 'node:os';
import { compileCacheOfProcess } from '../compile-cache.ts';
import { ReaderThread } from './reader-thread.ts';

/** A reader without work ends after this time and gives its memory back. */
const IDLE_MS = 30_000;

/** Steps of all queries in a while that make a reader worth its start, about a tenth of a second of work. */
const WORTH_A_READER = 50_000;
const WHILE_MS = 10_000;

export interface ReaderPoolOptions {
  dataDir: string;
  host: string;
  port: () => number;
  /** Threads at most; missing: one less than the machine has cores, and at least one. */
  most: number | undefined;
  /** Hears of readers that ended by themselves. */
  report: (failure: unknown) => void;
}

/** The threads that read beside the serving one. They are started when they are needed. */
export class ReaderPool {
  /** Commands that were handed to a reader. */
  commands = 0;
  readonly #options: ReaderPoolOptions;
  readonly #most: number;
  readonly #threads = new Set<ReaderThread>();
  readonly #idle = new Map<ReaderThread, NodeJS.Timeout>();
  readonly #ending = new Set<Promise<void>>();
  #weight = 0;
  #weighedSince = 0;

  constructor(options: ReaderPoolOptions) {
    this.#options = options;
    this.#most = options.most ?? Math.max(1, availableParallelism() - 1);
  }

  get size(): number {
    return this.#threads.size;
  }

  /** Whether there may be readers at all. */
  get isOpen(): boolean {
    return this.#most > 0;
  }

  /** Whether a reader can take a command at once. */
  get isReady(): boolean {
    for (const thread of this.#threads) if (thread.isReady) return true;
    return false;
  }

  /** Counts steps that queries took in the serving thread; many of them start a reader for those to come. */
  weigh(steps: number): void {
    if (this.#threads.size > 0) return;
    const now = performance.now();
    if (now - this.#weighedSince > WHILE_MS) {
      this.#weighedSince = now;
      this.#weight = 0;
    }
    this.#weight += steps;
    if (this.#weight > WORTH_A_READER) this.giveBack(this.take());
  }

  /** A reader for one command: one that has nothing to do, a new one, or the one with the least to do. */
  take(): ReaderThread {
    const thread = this.#choose();
    thread.load += 1;
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
    return thread;
  }

  giveBack(thread: ReaderThread): void {
    thread.load -= 1;
    if (thread.load > 0 || !this.#threads.has(thread)) return;
    const timer = setTimeout(() => this.#end(thread), IDLE_MS).unref();
    this.#idle.set(thread, timer);
  }

  /** Stops what runs and waits for the threads to end. */
  async close(): Promise<void> {
    for (const thread of this.#threads) this.#end(thread);
    await Promise.all(this.#ending);
  }

  #choose(): ReaderThread {
    let best: ReaderThread | undefined;
    for (const thread of this.#threads) if (best === undefined || thread.load < best.load) best = thread;
    if (best !== undefined && (best.load === 0 || this.#threads.size >= this.#most)) return best;
    const { dataDir, host, port } = this.#options;
    const data = { dataDir, host, port: port(), compileCache: compileCacheOfProcess() };
    const started = new ReaderThread(data, (thread, failure) => {
      this.#forget(thread);
      if (failure !== undefined) this.#options.report(failure);
    });
    this.#threads.add(started);
    return started;
  }

  #end(thread: ReaderThread): void {
    this.#forget(thread);
    const ending = thread.stop().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #forget(thread: ReaderThread): void {
    this.#threads.delete(thread);
    clearTimeout(this.#idle.get(thread));
    this.#idle.delete(thread);
  }
}
