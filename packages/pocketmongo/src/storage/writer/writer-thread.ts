import { Worker } from 'node:worker_threads';
import { compileCacheOfProcess } from '../../compile-cache.ts';
import type { WriteSet } from '../write-set.ts';
import { end, give, handOverMemory } from './hand-over.ts';

/** What the thread is started with: the file that it writes to, and where it finds what to write. */
export interface WriterData {
  path: string;
  shared: SharedArrayBuffer;
  compileCache: string | null;
}

/** An error: nothing of the changes is in the file. */
export type FromWriter = 'ready' | 'written' | { error: Error; code: unknown };

/** The thread that waits for the disk, seen from the one that serves. */
export class WriterThread {
  readonly #worker: Worker;
  readonly #memory = handOverMemory();
  readonly #exited: Promise<undefined>;
  readonly #ready = Promise.withResolvers<undefined>();
  #isReady = false;
  #hasEnded = false;
  #failure: Error | undefined;
  #waiting: PromiseWithResolvers<undefined> | undefined;

  /** `ended` is told, when the thread ends in the middle of a write, why nobody knows what became of it. */
  constructor(path: string, ended: (interrupted: Error | undefined) => void) {
    const shared = this.#memory.bytes.buffer;
    const data: WriterData = { path, shared, compileCache: compileCacheOfProcess() };
    this.#worker = new Worker(new URL('./writer-entry.js', import.meta.url), {
      workerData: data,
      name: 'pocketmongo-writer',
    });
    this.#worker.on('message', (message: FromWriter) => this.#hear(message));
    this.#worker.on('error', (failure: Error) => (this.#failure = failure));
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#exited = promise;
    this.#worker.once('exit', () => {
      this.#hasEnded = true;
      const cause = this.#failure;
      const interrupted = new Error('the thread that writes has ended: start again', { cause });
      ended(this.#waiting === undefined ? undefined : interrupted);
      this.#waiting?.reject(interrupted);
      this.#ready.resolve(undefined);
      resolve(undefined);
    });
  }

  /** It has loaded its modules, and can be given a write. */
  get isReady(): boolean {
    return this.#isReady && !this.#hasEnded;
  }

  /** Resolves when it is ready, or has ended before it was. */
  get started(): Promise<undefined> {
    return this.#ready.promise;
  }

  /** Resolves when the changes are on disk; one at a time. */
  write(changes: WriteSet): Promise<void> {
    // Changes too large for a buffer are never given, and nothing is waited for.
    give(this.#memory, changes, (packed) => this.#worker.postMessage(packed, [packed]));
    this.#worker.ref();
    this.#waiting = Promise.withResolvers<undefined>();
    return this.#waiting.promise;
  }

  /** Resolves when the thread has closed the file and ended. */
  async stop(): Promise<void> {
    // What is under way would be overwritten.
    await this.#waiting?.promise.catch(() => undefined);
    if (this.#hasEnded) return;
    this.#worker.ref();
    end(this.#memory);
    await this.#exited;
  }

  #hear(message: FromWriter): void {
    if (message === 'ready') {
      this.#isReady = true;
      // From now on only a write that is under way keeps the process alive.
      this.#worker.unref();
      this.#ready.resolve(undefined);
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#worker.unref();
    if (message === 'written') waiting?.resolve(undefined);
    else waiting?.reject(withCode(message.error, message.code));
  }
}

/** The error with its code, which the copy between threads loses. */
function withCode(error: Error, code: unknown): Error {
  return code === undefined ? error : Object.assign(error, { code });
}
