import type { Logger } from 'pino';
import type { OutboxSource } from './outbox-source.ts';
import type { EventLog } from './types.ts';

export type RelayOptions = {
  readonly source: OutboxSource;
  readonly log: Pick<EventLog, 'append'>;
  readonly logger: Logger;
  /** How long a wake-up waits for more of its kind; 10 ms. */
  readonly gatherMs?: number;
  /** The same while events follow each other without a pause, so that a busy service is relayed in batches; 100 ms. */
  readonly busyGatherMs?: number;
  /** Safety net for a wake-up that was lost, e.g. a commit by another process; 5 s. */
  readonly pollMs?: number;
  readonly batchSize?: number;
};

/** Carries events from one service's outbox to the log. */
export type Relay = {
  /** Resolves when the outbox was found empty after the call; rejects when the relay is stopped. */
  idle(): Promise<void>;
  /** Finishes the batch in hand. */
  stop(): Promise<void>;
};

/**
 * Starts to carry events to the log: on each commit, at the start, and every `pollMs`. Append comes before mark, so that
 * a crash between them repeats and never loses. A failure is logged and tried again at the next poll or commit.
 */
export function startRelay(options: RelayOptions): Relay {
  return new OutboxRelay(options);
}

class OutboxRelay implements Relay {
  readonly #options: Required<RelayOptions>;
  readonly #poll: NodeJS.Timeout;
  #awake = false;
  /** When events were last carried; a relay that has just done so is busy. */
  #carriedAt = Number.NEGATIVE_INFINITY;
  #cutShort: () => void = () => undefined;
  #stopped = false;
  #running: Promise<void> | null = null;
  #waiters: { resolve: () => void; reject: (error: Error) => void }[] = [];

  constructor(options: RelayOptions) {
    this.#options = { gatherMs: 10, busyGatherMs: 100, pollMs: 5_000, batchSize: 500, ...options };
    options.source.onCommit(() => this.#wake());
    this.#poll = setInterval(() => this.#wake(), this.#options.pollMs);
    this.#poll.unref();
    this.#wake();
  }

  idle(): Promise<void> {
    if (this.#stopped) return Promise.reject(new Error('the relay is stopped'));
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#cutShort();
      this.#wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cutShort();
    clearInterval(this.#poll);
    await this.#running;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error('the relay is stopped'));
  }

  #wake(): void {
    this.#awake = true;
    if (this.#running !== null || this.#stopped) return;
    this.#running = this.#run().finally(() => {
      this.#running = null;
      // A commit may have come between the last look and here.
      if (this.#awake) this.#wake();
    });
  }

  async #run(): Promise<void> {
    const { logger } = this.#options;
    while (this.#awake && !this.#stopped) {
      await this.#gather();
      this.#awake = false;
      const asked = this.#waiters.splice(0);
      try {
        await this.#drain();
        for (const waiter of asked) waiter.resolve();
      } catch (error) {
        logger.error({ err: error }, 'events could not be relayed; tried again later');
        this.#waiters.push(...asked);
        return;
      }
    }
  }

  /** Lets more commits come, unless somebody waits for the relay to be idle. */
  async #gather(): Promise<void> {
    const { gatherMs, busyGatherMs } = this.#options;
    const isBusy = performance.now() - this.#carriedAt < busyGatherMs;
    const waitMs = isBusy ? busyGatherMs : gatherMs;
    if (this.#waiters.length > 0 || waitMs === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#cutShort = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Carries batches until the source has less than one full batch. */
  async #drain(): Promise<void> {
    const { source, log, batchSize } = this.#options;
    while (!this.#stopped) {
      const events = await source.unpublished(batchSize);
      if (events.length === 0) return;
      await log.append(events);
      await source.markPublished(events.map((event) => event.id));
      this.#carriedAt = performance.now();
      if (events.length < batchSize) return;
    }
  }
}
