import { systemClock, type Clock } from '@souk/kernel';
import type { Logger } from 'pino';
import type { Database } from '../data/index.ts';
import { ConsumerRunner } from './consumer-runner.ts';
import { deadLetters, type DeadLetters } from './dead-letters.ts';
import { LogStore } from './log-store.ts';
import { OffsetStore } from './offset-store.ts';
import { trimLog, type LogRetention } from './trim-log.ts';
import { USUAL_RETRY, type RetryPolicy } from './retry-policy.ts';
import type { EventLog } from './types.ts';

export type EmbeddedEventLogOptions = {
  /** The log's own database, `events`; this process must be the only one that appends. */
  readonly db: Database;
  readonly logger: Logger;
  /** Machine time: when events were appended, consumers seen, letters written. */
  readonly clock?: Clock;
  readonly retry?: RetryPolicy;
  /** Events that one consumer handles side by side, each of another subject; 8. */
  readonly concurrency?: number;
  /** After this an attempt counts as failed; 60 s. */
  readonly handleTimeoutMs?: number;
};

export type EmbeddedEventLog = EventLog & {
  readonly deadLetters: DeadLetters;
  /** Removes old events that every consumer has dealt with; to be called from time to time. Says how many. */
  trim(retention: LogRetention): Promise<number>;
};

/**
 * The log for one process: events, offsets and dead letters in an embedded database. Consumers are handed what is
 * appended at once from memory and read from disk only at the start or when they have fallen behind.
 */
export function createEmbeddedEventLog(options: EmbeddedEventLogOptions): EmbeddedEventLog {
  const { db, logger, clock = systemClock, retry = USUAL_RETRY, concurrency = 8 } = options;
  const { handleTimeoutMs = 60_000 } = options;
  const runners = new Map<string, ConsumerRunner>();
  const names = new Set<string>();
  const store = new LogStore(db, clock, (end, appended) => {
    for (const runner of runners.values()) runner.onAppended(end, appended);
  });
  const offsets = new OffsetStore(db, logger, clock);
  const parts = { db, store, offsets, logger, clock, retry, concurrency, handleTimeoutMs };
  return {
    append: (events) => store.append(events),
    subscribe: async (consumer) => {
      if (names.has(consumer.name)) throw new TypeError(`two consumers are called ${consumer.name}`);
      names.add(consumer.name);
      await store.open();
      const offset = await offsets.load(consumer.name);
      await tellOfGap({ store, logger }, consumer.name, offset);
      const runner = new ConsumerRunner(consumer, parts);
      // At once after each other, so that no append falls between the runner's first look and its being told.
      runners.set(consumer.name, runner);
      runner.start(offset);
    },
    trim: (retention) => trimLog({ store, offsets, logger, clock, retention, running: runners }),
    idle: async () => {
      await store.open();
      await Promise.all([...runners.values()].map((runner) => runner.idle()));
      await offsets.flush();
    },
    stop: async () => {
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      await store.settled();
      await offsets.flush();
    },
    deadLetters: deadLetters(db, (consumer, event) => runners.get(consumer)?.redeliver(event)),
  };
}

/** A consumer that was away for so long that events it had not read are gone must not go on as if nothing was. */
async function tellOfGap(
  { store, logger }: { readonly store: LogStore; readonly logger: Logger },
  consumer: string,
  offset: number,
): Promise<void> {
  // One that was never here begins with what there is.
  if (offset === 0) return;
  const oldest = await store.oldestAtOpening();
  if (oldest === null || oldest <= offset + 1) return;
  logger.error(
    { consumer, readUpTo: offset, goesOnAt: oldest },
    'events that this consumer had not read have been removed while it was not running',
  );
}
