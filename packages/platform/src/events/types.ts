import type { EventEnvelope, EventType } from '@souk/contracts';
import type { RequestContext } from '../context/index.ts';

/** An event as it stands in the log: with its place in the order of all events. */
export type LoggedEvent<T extends EventType = EventType> = {
  readonly position: number;
  readonly event: EventEnvelope<T>;
};

/**
 * The edge "events": in one process a log in an embedded database, on many machines Kafka. Appending an event that is
 * already there (same id) changes nothing. Order is kept per subject.
 */
export type EventLog = {
  append(events: readonly EventEnvelope[]): Promise<void>;
  /**
   * Delivers to `consumer` every event of its types, from its stored offset on, at least once, in order per subject:
   * with retries and back-off, then into the dead letters. Returns when it listens.
   */
  subscribe(consumer: Consumer): Promise<void>;
  /** Resolves when every consumer has dealt with every event appended so far; for tests and orderly shutdown. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

/** A service's reaction to events. `handle` must take effect once per event id: see `once`. */
export type Consumer = {
  /** `orders.on-payment-captured`: the service and the file. Its offset is stored under this name. */
  readonly name: string;
  readonly types: readonly EventType[];
  readonly handle: (ctx: RequestContext, event: EventEnvelope) => Promise<void>;
};

/** An event that could not be handled: kept with its last error until an administrator replays or discards it. */
export type DeadLetter = {
  readonly id: string;
  readonly consumer: string;
  readonly event: EventEnvelope;
  readonly attempts: number;
  readonly error: string;
  readonly failedAt: Date;
};
