import type { Consumer } from '../../../packages/platform/src/events/index.ts';
import * as hub from '../../../apps/souk/src/host/event-hub.ts';

export * from '../../../apps/souk/src/host/event-hub.ts';

type Options = Parameters<typeof hub.createEventHub>[0];

/** Stands in for the host's: delivers each event a second time after it was dealt with. */
export function createEventHub(options: Options): hub.EventHub {
  const services = options.services.map((service) => ({
    ...service,
    consumers: service.consumers.map(twice),
  }));
  return hub.createEventHub({ ...options, services });
}

function twice(consumer: Consumer): Consumer {
  return {
    ...consumer,
    handle: async (ctx, event) => {
      await consumer.handle(ctx, event);
      await consumer.handle(ctx, event);
    },
  };
}
