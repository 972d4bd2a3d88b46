import { Worker } from 'node:worker_threads';
import { commandError } from '../errors.ts';
import { receivedError, type FromReader, type ReaderData, type Task, type ToReader } from './messages.ts';

/** What a reader may hold in all; a query has a limit of its own. */
const HEAP_MB = 1_024;

export type Answer = Exclude<FromReader, { type: 'failed' | 'ready' }>;

/** What a command in a reader goes by. */
export interface TaskHandle {
  readonly id: number;
  /** Not zero as soon as the task is to stop. */
  readonly flag: Task['stop'];
  readonly stop: () => void;
  /** It has ended. */
  readonly forget: () => void;
}

/** One reader, seen from the serving thread. */
export class ReaderThread {
  /** Commands that run there and results that are open. */
  load = 0;
  /** It has loaded its modules. */
  isReady = false;
  readonly #worker: Worker;
  readonly #exited: Promise<undefined>;
  readonly #loaded = Promise.withResolvers<undefined>();
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #tasks = new Set<TaskHandle>();
  #lastId = 0;
  #failure: Error | undefined;
  #hasEnded = false;

  constructor(data: ReaderData, ended: (thread: ReaderThread, failure: Error | undefined) => void) {
    this.#worker = new Worker(new URL('./reader-entry.js', import.meta.url), {
      workerData: data,
      name: 'pocketmongo-reader',
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    this.#worker.on('message', (message: FromReader) => this.#hear(message));
    this.#worker.on('error', (failure: Error) => (this.#failure = failure));
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#exited = promise;
    this.#worker.once('exit', () => {
      this.#hasEnded = true;
      this.#loaded.resolve(undefined);
      for (const { reject } of this.#waiting.values()) reject(this.#reason());
      this.#waiting.clear();
      ended(this, this.#failure);
      resolve(undefined);
    });
  }

  task(): TaskHandle {
    this.#lastId += 1;
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const task: TaskHandle = {
      id: this.#lastId,
      flag,
      stop: () => void Atomics.store(flag, 0, 1),
      forget: () => void this.#tasks.delete(task),
    };
    this.#tasks.add(task);
    return task;
  }

  /** Waits until it can be asked, which takes some hundred milliseconds; throws MaxTimeMSExpired at the deadline. */
  async untilReady(deadline: number | undefined): Promise<void> {
    const over = Promise.withResolvers<never>();
    const expire = (): void => over.reject(commandError('MaxTimeMSExpired', 'operation exceeded time limit'));
    const timer = deadline === undefined ? undefined : setTimeout(expire, deadline - performance.now());
    try {
      // When it ends before, what it is asked fails.
      await Promise.race([this.#loaded.promise, over.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a message that is answered; one at a time for each id. */
  ask(message: Extract<ToReader, { id: number }>, transfer: ArrayBuffer[] = []): Promise<Answer> {
    if (this.#hasEnded) return Promise.reject(this.#reason());
    const answer = Promise.withResolvers<Answer>();
    this.#waiting.set(message.id, answer);
    this.#worker.postMessage(message, transfer);
    return answer.promise;
  }

  tell(message: ToReader): void {
    this.#worker.postMessage(message);
  }

  /** Stops what runs there; resolves when the thread has ended. */
  async stop(): Promise<void> {
    for (const task of this.#tasks) task.stop();
    this.tell({ type: 'stop' });
    await this.#exited;
  }

  #hear(message: FromReader): void {
    if (message.type === 'ready') {
      this.isReady = true;
      this.#loaded.resolve(undefined);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.type === 'failed') waiting?.reject(receivedError(message.error));
    else waiting?.resolve(message);
  }

  #reason(): Error {
    const failure = this.#failure;
    if (failure !== undefined && 'code' in failure && failure.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return commandError('ExceededMemoryLimit', `the query took more than the ${HEAP_MB} MB of a reader`);
    return commandError('QueryPlanKilled', 'the reader of this query has ended');
  }
}
