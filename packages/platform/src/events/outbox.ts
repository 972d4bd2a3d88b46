import type { EventEnvelope, EventType } from '@souk/contracts';
import { newId, type Clock, type IdSource } from '@souk/kernel';
import type { ClientSession } from 'mongoose';
import type { RequestContext } from '../context/index.ts';
import { afterCommit, inserting, nativeCollection, type Database, type Write } from '../data/index.ts';
import { newEvent, type EventDraft } from './new-event.ts';
import { commitSignal, type OutboxSource } from './outbox-source.ts';

/** A service's outbox: events stand here from the commit of their cause until they are in the log. */
export type Outbox = OutboxSource & {
  /** Stores the events in the transaction of `session`; they are told when it has committed. */
  add(
    session: ClientSession,
    ctx: RequestContext,
    clock: Clock,
    drafts: readonly EventDraft[],
  ): Promise<void>;
  /** The same as writes that the caller does in the transaction of `session`, together with others. */
  adding(
    session: ClientSession,
    ctx: RequestContext,
    clock: Clock,
    drafts: readonly EventDraft[],
  ): readonly Write[];
};

type OutboxDocument = { readonly _id: string; readonly event: EventEnvelope };

/**
 * The outbox in collection `outbox` of the service's database. Ids are UUIDv7, so that `_id` is the order of making:
 * two changes of one subject exclude each other, hence their events lie in the order of their commits.
 */
export function createOutbox(db: Database, ids: IdSource = newId): Outbox {
  const waiting = nativeCollection<OutboxDocument>(db, 'outbox');
  const signal = commitSignal();
  const documentsOf = (ctx: RequestContext, clock: Clock, drafts: readonly EventDraft[]): OutboxDocument[] =>
    drafts.map((draft) => {
      const event = newEvent<EventType>(ctx, clock, ids, draft);
      return { _id: event.id, event };
    });
  return {
    add: async (session, ctx, clock, drafts) => {
      if (drafts.length === 0) return;
      await waiting.insertMany(documentsOf(ctx, clock, drafts), { session, ignoreUndefined: true });
      afterCommit(session, signal.fire);
    },
    adding: (session, ctx, clock, drafts) => {
      if (drafts.length > 0) afterCommit(session, signal.fire);
      return documentsOf(ctx, clock, drafts).map((document) => inserting(waiting, document));
    },
    unpublished: async (limit) => {
      const documents = await waiting.find({}).sort({ _id: 1 }).limit(limit).toArray();
      return documents.map((document) => document.event);
    },
    markPublished: async (published) => {
      await waiting.deleteMany({ _id: { $in: [...published] } });
    },
    onCommit: signal.onCommit,
  };
}
