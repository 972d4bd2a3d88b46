import type { EventEnvelope } from '@souk/contracts';
import { defineErrors } from '@souk/kernel';
import { nativeCollection, type Database, type NativeCollection } from '../data/index.ts';
import type { DeadLetter } from './types.ts';

/** The refusals of `DeadLetters`. */
export const deadLetterError = defineErrors({
  'dead-letter-not-found': { kind: 'not-found', message: 'There is no such dead letter.' },
  'consumer-not-running': { kind: 'conflict', message: 'The consumer of this event is not running here.' },
  'dead-letter-failed-again': {
    kind: 'conflict',
    message: 'The event failed again; the letter shows the new error.',
  },
});

/** What an administrator does with events that could not be handled. */
export type DeadLetters = {
  /** By consumer, the oldest first; `after` is the id of the last one seen. */
  list(page: { readonly limit: number; readonly after?: string | null }): Promise<readonly DeadLetter[]>;
  /**
   * Has the consumer handle the event once more; the letter goes when it succeeds.
   * @throws DomainError `dead-letter-not-found`, `consumer-not-running`, `dead-letter-failed-again`.
   */
  replay(id: string): Promise<void>;
  /** @throws DomainError `dead-letter-not-found`. */
  discard(id: string): Promise<void>;
};

type DeadLetterDocument = Omit<DeadLetter, 'id'> & { readonly _id: string };

/** Hands an event to a running consumer, in the order of its subject; undefined when the consumer does not run here. */
export type Redeliver = (consumer: string, event: EventEnvelope) => Promise<void> | undefined;

/** Keeps the letter under consumer and event, so that failing again changes it and adds none. */
export async function storeDeadLetter(db: Database, letter: Omit<DeadLetter, 'id'>): Promise<void> {
  await letters(db).replaceOne({ _id: `${letter.consumer}:${letter.event.id}` }, letter, {
    upsert: true,
    ignoreUndefined: true,
  });
}

export function deadLetters(db: Database, redeliver: Redeliver): DeadLetters {
  const collection = letters(db);
  return {
    list: async ({ limit, after = null }) => {
      const found = await collection
        .find(after === null ? {} : { _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id, ...letter }) => ({ id: _id, ...letter }));
    },
    replay: async (id) => {
      const letter = await collection.findOne({ _id: id });
      if (letter === null) throw deadLetterError('dead-letter-not-found');
      const delivered = redeliver(letter.consumer, letter.event);
      if (delivered === undefined)
        throw deadLetterError('consumer-not-running', { consumer: letter.consumer });
      try {
        await delivered;
      } catch (error) {
        await collection.updateOne(
          { _id: id },
          { $inc: { attempts: 1 }, $set: { error: errorText(error), failedAt: new Date() } },
        );
        throw deadLetterError('dead-letter-failed-again', { error: errorText(error) });
      }
      await collection.deleteOne({ _id: id });
    },
    discard: async (id) => {
      const { deletedCount } = await collection.deleteOne({ _id: id });
      if (deletedCount === 0) throw deadLetterError('dead-letter-not-found');
    },
  };
}

/** What an administrator reads about a failure: the name and the message, no stack. */
export function errorText(error: unknown): string {
  return (Error.isError(error) ? `${error.name}: ${error.message}` : String(error)).slice(0, 2_000);
}

function letters(db: Database): NativeCollection<DeadLetterDocument> {
  return nativeCollection(db, 'deadLetters');
}
