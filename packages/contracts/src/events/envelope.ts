import { z } from 'zod';
import { wireTime } from '../wire.ts';
import { catalogEvents } from './catalog.ts';
import { identityEvents } from './identity.ts';
import { inventoryEvents } from './inventory.ts';
import { orderEvents } from './orders.ts';
import { paymentEvents } from './payments.ts';
import { sellerEvents } from './sellers.ts';

/** Every event that services tell each other, with the schema of its data. */
export const EVENT_SCHEMAS = {
  ...identityEvents,
  ...sellerEvents,
  ...catalogEvents,
  ...inventoryEvents,
  ...orderEvents,
  ...paymentEvents,
} as const;

export type EventType = keyof typeof EVENT_SCHEMAS;
export type EventData<T extends EventType> = z.infer<(typeof EVENT_SCHEMAS)[T]>;

/** An event as it travels: what happened, when in business time, to what, and on whose request. */
export type EventEnvelope<T extends EventType = EventType> = {
  [K in T]: {
    readonly id: string;
    readonly type: K;
    /** Version of the data's schema; a change that readers can't ignore makes a new event type. */
    readonly version: 1;
    readonly occurredAt: string;
    /** The aggregate that it happened to; events of one subject keep their order. */
    readonly subject: string;
    readonly requestId: string;
    /** Who caused it: an account's id, `guest`, or the name of a part of the system. */
    readonly causedBy: string;
    readonly data: EventData<K>;
  };
}[T];

const envelopeShape = z.strictObject({
  id: z.string().startsWith('evt_'),
  type: z.string(),
  version: z.literal(1),
  occurredAt: wireTime,
  subject: z.string().min(1),
  requestId: z.string(),
  causedBy: z.string(),
  data: z.unknown(),
});

/** Checks an event that came from outside the process. @throws ZodError naming the field. */
export function parseEvent(raw: unknown): EventEnvelope {
  const envelope = envelopeShape.parse(raw);
  if (!isEventType(envelope.type)) throw new TypeError(`unknown event type: ${envelope.type}`);
  const data: unknown = EVENT_SCHEMAS[envelope.type].parse(envelope.data);
  return { ...envelope, data } as EventEnvelope;
}

function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_SCHEMAS, type);
}
