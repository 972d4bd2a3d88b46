import type { EventEnvelope } from '@souk/contracts';
import type { ClientSession } from 'mongoose';
import { isDuplicateKey, nativeCollection, type Database } from '../data/index.ts';

type ProcessedEvent = { readonly _id: string; readonly at: Date };

/**
 * Lets an event take effect once: `work` runs in a transaction that also stores `consumer:event`. False when it had been
 * stored before; then `work` has left nothing behind.
 */
export async function once(
  db: Database,
  consumerName: string,
  event: Pick<EventEnvelope, 'id'>,
  work: (session: ClientSession) => Promise<void>,
): Promise<boolean> {
  const processed = nativeCollection<ProcessedEvent>(db, 'processedEvents');
  const _id = `${consumerName}:${event.id}`;
  let wasThere = false;
  try {
    await db.transaction(async (session) => {
      wasThere = false;
      try {
        await processed.insertOne({ _id, at: new Date() }, { session });
      } catch (error) {
        wasThere = isDuplicateKey(error);
        throw error;
      }
      await work(session);
    });
    return true;
  } catch (error) {
    if (wasThere) return false;
    throw error;
  }
}
