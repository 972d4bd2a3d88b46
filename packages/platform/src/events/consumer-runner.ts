import type { EventEnvelope } from '@souk/contracts';
import type { Clock } from '@souk/kernel';
import type { Logger } from 'pino';
import type { RequestContext } from '../context/index.ts';
import type { Database } from '../data/index.ts';
import { errorText, storeDeadLetter } from './dead-letters.ts';
import type { LogStore } from './log-store.ts';
import type { OffsetStore } from './offset-store.ts';
import { waitAfter, type RetryPolicy } from './retry-policy.ts';
import { SubjectLanes, type LaneOutcome } from './subject-lanes.ts';
import type { Consumer, LoggedEvent } from './types.ts';

const READ_AT_ONCE = 500;
/** Events taken on and not yet dealt with; beyond it the rest waits in the log. */
const TAKEN_AT_MOST = 2_000;
/** A consumer whose types are rare still stores how far it has looked, this often. */
const LOOKED_AT_LEAST = 1_000;
const READ_AGAIN_AFTER_MS = 1_000;

export type RunnerOptions = {
  readonly db: Database;
  readonly store: LogStore;
  readonly offsets: OffsetStore;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  readonly concurrency: number;
  readonly handleTimeoutMs: number;
};

/** A delivery from the log has a position; a replayed dead letter has someone who waits for it. */
type Task = {
  readonly event: EventEnvelope;
  readonly position: number | null;
  readonly done?: (error?: Error) => void;
};

/** Delivers the log to one consumer and keeps its offset: everything up to there has been dealt with. */
export class ConsumerRunner {
  readonly #consumer: Consumer;
  readonly #options: RunnerOptions;
  readonly #types: ReadonlySet<string>;
  readonly #lanes: SubjectLanes<Task>;
  /** Positions taken on, ascending, and those of them that are dealt with. */
  #taken: number[] = [];
  readonly #dealtWith = new Set<number>();
  /** Everything up to here was taken on or is of no concern. */
  #seen = 0;
  #stored = 0;
  #reading: Promise<void> | null = null;
  #stopped = false;
  #idleWaiters: (() => void)[] = [];

  constructor(consumer: Consumer, options: RunnerOptions) {
    this.#consumer = consumer;
    this.#options = options;
    this.#types = new Set<string>(consumer.types);
    this.#lanes = new SubjectLanes(options.concurrency, (task, attempt) => this.#deliver(task, attempt));
  }

  /** Begins behind `offset`. */
  start(offset: number): void {
    this.#seen = offset;
    this.#stored = offset;
    this.#catchUp();
  }

  /** The log has grown to `end`; `appended`, when given, are its newest events. */
  onAppended(end: number, appended: readonly LoggedEvent[] | null): void {
    if (this.#stopped) return;
    const first = appended?.[0];
    const inStep = this.#reading === null && first?.position === this.#seen + 1;
    if (appended === null || !inStep || this.#taken.length >= TAKEN_AT_MOST) {
      this.#catchUp();
      return;
    }
    this.#take(appended);
    this.#look(end);
  }

  /** Resolves when everything in the log has been dealt with. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.#settle();
    });
  }

  /** Handles a dead letter once more, behind what waits for the same subject. */
  redeliver(event: EventEnvelope): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (error?: Error) => (error === undefined ? resolve() : reject(error));
      this.#lanes.add(event.subject, { event, position: null, done });
    });
  }

  /** Has the offset stored as far as everything has been dealt with, also where that was of no concern. */
  checkpoint(): void {
    if (this.#offset() > this.#stored) this.#storeOffset();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#reading;
    await this.#lanes.stop();
    this.#options.offsets.set(this.#consumer.name, this.#offset());
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #catchUp(): void {
    if (this.#stopped || this.#reading !== null) return;
    if (this.#seen >= this.#options.store.end || this.#taken.length >= TAKEN_AT_MOST) return this.#settle();
    this.#reading = this.#read().then((waitMs) => {
      this.#reading = null;
      if (waitMs === 0) this.#catchUp();
      else setTimeout(() => this.#catchUp(), waitMs).unref();
    });
  }

  /** Takes on the next events from disk; says after how many milliseconds to go on. */
  async #read(): Promise<number> {
    const { store, logger } = this.#options;
    const end = store.end;
    try {
      const found = await store.read(this.#seen, end, this.#consumer.types, READ_AT_ONCE);
      this.#take(found);
      this.#look(found.length < READ_AT_ONCE ? end : (found.at(-1)?.position ?? end));
      return 0;
    } catch (error) {
      logger.error({ err: error, consumer: this.#consumer.name }, 'the event log could not be read');
      return READ_AGAIN_AFTER_MS;
    }
  }

  #take(events: readonly LoggedEvent[]): void {
    for (const { event, position } of events) {
      this.#seen = Math.max(this.#seen, position);
      if (!this.#types.has(event.type)) continue;
      this.#taken.push(position);
      this.#lanes.add(event.subject, { event, position });
    }
  }

  #look(end: number): void {
    this.#seen = end;
    if (this.#taken.length === 0 && end - this.#stored >= LOOKED_AT_LEAST) this.#storeOffset();
    this.#settle();
  }

  async #deliver(task: Task, attempt: number): Promise<LaneOutcome> {
    const { event, position, done } = task;
    try {
      await this.#handleInTime(event);
    } catch (error) {
      done?.(Error.isError(error) ? error : new Error(String(error)));
      if (position !== null && !(await this.#giveUp(event, attempt, error)))
        return { retryAfterMs: waitAfter(this.#options.retry, attempt) };
      if (position !== null) this.#dealtWithAt(position);
      return undefined;
    }
    done?.();
    if (position !== null) this.#dealtWithAt(position);
    return undefined;
  }

  async #handleInTime(event: EventEnvelope): Promise<void> {
    const { handleTimeoutMs } = this.#options;
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new Error(`not handled within ${handleTimeoutMs} ms`)),
      handleTimeoutMs,
    );
    try {
      await Promise.race([this.#consumer.handle(this.#context(event), event), promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whether the event went to the dead letters; false when it is to be tried again. */
  async #giveUp(event: EventEnvelope, attempt: number, error: unknown): Promise<boolean> {
    const { db, logger, clock, retry } = this.#options;
    const consumer = this.#consumer.name;
    const facts = { err: error, consumer, eventId: event.id, eventType: event.type, attempt };
    if (attempt < retry.attempts) {
      logger.warn(facts, 'an event could not be handled; tried again');
      return false;
    }
    try {
      await storeDeadLetter(db, {
        consumer,
        event,
        attempts: attempt,
        error: errorText(error),
        failedAt: clock.now(),
      });
      logger.error(facts, 'an event went to the dead letters');
      return true;
    } catch (failure) {
      logger.error({ ...facts, err: failure }, 'a dead letter could not be stored; the event is tried again');
      return false;
    }
  }

  #dealtWithAt(position: number): void {
    this.#dealtWith.add(position);
    let first = 0;
    for (; first < this.#taken.length; first += 1) {
      const oldest = this.#taken[first];
      if (oldest === undefined || !this.#dealtWith.delete(oldest)) break;
    }
    if (first > 0) {
      this.#taken = this.#taken.slice(first);
      this.#storeOffset();
    }
    if (this.#taken.length < TAKEN_AT_MOST / 2) this.#catchUp();
    this.#settle();
  }

  #offset(): number {
    const oldest = this.#taken[0];
    return oldest === undefined ? this.#seen : oldest - 1;
  }

  #storeOffset(): void {
    this.#stored = this.#offset();
    this.#options.offsets.set(this.#consumer.name, this.#stored);
  }

  #settle(): void {
    if (this.#idleWaiters.length === 0 || this.#taken.length > 0) return;
    if (this.#seen < this.#options.store.end) return;
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  #context(event: EventEnvelope): RequestContext {
    const { name } = this.#consumer;
    const { requestId } = event;
    return {
      requestId,
      deadline: Date.now() + this.#options.handleTimeoutMs,
      identity: { kind: 'system', name },
      cartToken: null,
      ifMatch: null,
      commandId: `${name}:${event.id}`,
      idempotency: null,
      log: this.#options.logger.child({ requestId, consumer: name, eventId: event.id }),
    };
  }
}
