import type { Clock } from '@souk/kernel';
import type { Database } from '@souk/platform/data';
import {
  createEmbeddedEventLog,
  startRelay,
  type EmbeddedEventLog,
  type LogRetention,
  type Relay,
} from '@souk/platform/events';
import type { Job, Service } from '@souk/platform/service';
import type { Logger } from '@souk/platform/telemetry';

/** The event log of this process with a relay for each service that tells events. */
export type EventHub = {
  readonly log: EmbeddedEventLog;
  readonly jobs: readonly Job[];
  /** Subscribes the consumers, then starts the relays: nothing is told before somebody listens. */
  start(): Promise<void>;
  /** Resolves when no outbox holds an event and every consumer has dealt with every event. */
  idle(): Promise<void>;
  stop(): Promise<void>;
};

const TRIM_EVERY_MS = 10 * 60_000;

export function createEventHub(options: {
  readonly db: Database;
  readonly services: readonly Service[];
  readonly logger: Logger;
  readonly clock: Clock;
  readonly retention: LogRetention;
}): EventHub {
  const { db, services, logger, clock, retention } = options;
  const log = createEmbeddedEventLog({ db, logger, clock });
  let relays: Relay[] = [];
  let appended = 0;
  const counting: Pick<EmbeddedEventLog, 'append'> = {
    append: async (events) => {
      await log.append(events);
      appended += events.length;
    },
  };
  return {
    log,
    jobs: [
      {
        name: 'events.trim-log',
        everyMs: TRIM_EVERY_MS,
        run: () => log.trim(retention).then(() => undefined),
      },
    ],
    start: async () => {
      for (const consumer of services.flatMap((service) => service.consumers)) await log.subscribe(consumer);
      relays = services.flatMap(({ name, outbox }) =>
        outbox === null
          ? []
          : [startRelay({ source: outbox, log: counting, logger: logger.child({ relay: name }) })],
      );
    },
    idle: async () => {
      // A consumer's effect can put events into an outbox; a round in which nothing was appended is the last.
      for (;;) {
        await Promise.all(relays.map((relay) => relay.idle()));
        const before = appended;
        await log.idle();
        await Promise.all(relays.map((relay) => relay.idle()));
        if (appended === before) return;
      }
    },
    stop: async () => {
      await Promise.all(relays.map((relay) => relay.stop()));
      await log.stop();
    },
  };
}
