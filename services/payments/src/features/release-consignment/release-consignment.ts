import type { EventEnvelope } from '@souk/contracts';
import { once } from '@souk/platform/events';
import { book } from '../../data/ledger.ts';
import type { PaymentsContext } from '../../deps.ts';
import { releaseDraft } from '../../domain/ledger.ts';
import { shareFromEvent } from '../share-from-event.ts';

/** Delivery: the seller's part of the consignment becomes available. */
export async function releaseConsignment(
  deps: PaymentsContext,
  consumer: string,
  event: EventEnvelope<'ConsignmentDelivered'>,
): Promise<void> {
  const { orderId, consignmentId } = event.data;
  const draft = releaseDraft({
    orderId,
    consignmentId,
    share: shareFromEvent(event.data),
    occurredAt: new Date(event.occurredAt),
  });
  await once(deps.db, consumer, event, (session) =>
    book(deps.store, session, draft === null ? [] : [draft], deps),
  );
}
