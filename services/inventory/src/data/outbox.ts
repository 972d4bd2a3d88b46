import type { EventEnvelope } from '@souk/contracts';
import type { NativeCollection } from '@souk/platform/data';
import type { CommitSignal, OutboxSource } from '@souk/platform/events';
import type { WithOutbox } from './models.ts';

/**
 * Offers the events that wait inside documents to the relay. An event was written by the same single-document write as
 * its cause; the array keeps the order of one subject.
 */
export function documentOutbox(
  collections: readonly NativeCollection<WithOutbox>[],
  signal: CommitSignal,
): OutboxSource {
  return {
    unpublished: async (limit) => {
      const found: EventEnvelope[] = [];
      for (const collection of collections) {
        if (found.length < limit) found.push(...(await waitingIn(collection, limit - found.length)));
      }
      return found;
    },
    markPublished: async (ids) => {
      await Promise.all(collections.map((collection) => removeFrom(collection, ids)));
    },
    onCommit: signal.onCommit,
  };
}

async function waitingIn(collection: NativeCollection<WithOutbox>, limit: number): Promise<EventEnvelope[]> {
  const documents = await collection
    .find({ outboxAt: { $gt: new Date(0) } }, { projection: { outbox: 1 } })
    .sort({ outboxAt: 1 })
    .limit(limit)
    .toArray();
  return documents.flatMap((document) => document.outbox ?? []).slice(0, limit);
}

async function removeFrom(collection: NativeCollection<WithOutbox>, ids: readonly string[]): Promise<void> {
  const documents = await collection
    .find({ outboxAt: { $gt: new Date(0) }, 'outbox.id': { $in: [...ids] } }, { projection: { _id: 1 } })
    .toArray();
  if (documents.length === 0) return;
  // In one step: between two, a crash would leave a mark on an empty outbox, and nobody to take it away.
  await collection.updateMany({ _id: { $in: documents.map((document) => document._id) } }, [
    { $set: { outbox: without(ids) } },
    { $set: { outboxAt: { $cond: [{ $eq: [{ $size: '$outbox' }, 0] }, '$$REMOVE', '$outboxAt'] } } },
  ]);
}

/** The events of a document's outbox that have other ids. */
const without = (ids: readonly string[]) => ({
  $filter: {
    input: { $ifNull: ['$outbox', []] },
    as: 'event',
    cond: { $not: [{ $in: ['$$event.id', [...ids]] }] },
  },
});
