import type { EventEnvelope, EventType } from '@souk/contracts';
import type { Consumer, EventLog } from '../events/index.ts';
import { testContext } from './test-context.ts';

export type MemoryEventLog = EventLog & {
  /** Everything appended, in order, each event once. */
  readonly events: readonly EventEnvelope[];
  /** Those of one type. */
  ofType<T extends EventType>(type: T): readonly EventEnvelope<T>[];
  /**
   * Hands each event to the subscribed consumers that have not had it, in order, until there are no more; what a
   * consumer throws comes out here. With `again`, it hands out everything once more: a consumer must bear that.
   */
  deliver(options?: { readonly again?: boolean }): Promise<void>;
};

/** A log for the test of one service: it records, and delivers when the test says so. */
export function memoryEventLog(): MemoryEventLog {
  const events: EventEnvelope[] = [];
  const subscriptions: { readonly consumer: Consumer; next: number }[] = [];
  const deliver = async ({ again = false } = {}) => {
    if (again) for (const subscription of subscriptions) subscription.next = 0;
    for (const subscription of subscriptions) {
      for (; subscription.next < events.length; subscription.next += 1) {
        const event = events[subscription.next];
        if (event !== undefined) await hand(subscription.consumer, event);
      }
    }
    if (subscriptions.some(({ next }) => next < events.length)) await deliver();
  };
  return {
    events,
    ofType: <T extends EventType>(type: T) =>
      events.filter((event) => event.type === type) as unknown as readonly EventEnvelope<T>[],
    append: (appended) => {
      const known = new Set(events.map((event) => event.id));
      events.push(...appended.filter((event) => !known.has(event.id)));
      return Promise.resolve();
    },
    subscribe: (consumer) => {
      subscriptions.push({ consumer, next: 0 });
      return Promise.resolve();
    },
    deliver,
    idle: () => deliver(),
    stop: () => Promise.resolve(),
  };
}

async function hand(consumer: Consumer, event: EventEnvelope): Promise<void> {
  if (!consumer.types.includes(event.type)) return;
  const ctx = testContext({
    requestId: event.requestId,
    commandId: `${consumer.name}:${event.id}`,
    identity: { kind: 'system', name: consumer.name },
  });
  await consumer.handle(ctx, event);
}
