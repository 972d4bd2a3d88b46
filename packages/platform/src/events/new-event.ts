import type { EventData, EventEnvelope, EventType } from '@souk/contracts';
import type { Clock, IdSource } from '@souk/kernel';
import { causedBy, type RequestContext } from '../context/index.ts';

/** What a service says about an event; the envelope around it is made by `newEvent`. */
export type EventDraft<T extends EventType = EventType> = {
  [K in T]: {
    readonly type: K;
    readonly subject: string;
    readonly data: EventData<K>;
    /** Only for a caller that must know the id beforehand. */
    readonly id?: string;
  };
}[T];

/** Puts a draft into its envelope: when in business time, on whose request. */
export function newEvent<T extends EventType>(
  ctx: RequestContext,
  clock: Clock,
  ids: IdSource,
  draft: EventDraft<T>,
): EventEnvelope<T> {
  const { type, subject, data, id = ids('event') } = draft;
  const { requestId } = ctx;
  const occurredAt = clock.now().toISOString();
  return {
    id,
    type,
    version: 1,
    occurredAt,
    subject,
    requestId,
    causedBy: causedBy(ctx.identity),
    data,
  };
}
