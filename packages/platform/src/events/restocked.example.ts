import type { EventEnvelope } from '@souk/contracts';
import { newId, systemClock, type Id } from '@souk/kernel';
import { testContext } from '../testing/index.ts';
import { newEvent } from './new-event.ts';

/** An event for the tests of the log, recognised by how many pieces it says are available. */
export function restocked(offerId: Id, available = 1): EventEnvelope<'OfferRestocked'> {
  const data = { offerId, available };
  return newEvent(testContext(), systemClock, newId, { type: 'OfferRestocked', subject: offerId, data });
}
