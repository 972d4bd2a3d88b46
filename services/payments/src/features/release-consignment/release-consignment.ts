import type { EventEnvelope } from '@souk/contracts';
import { bookOnce } from '../../data/ledger.ts';
import type { PaymentsContext } from '../../deps.ts';
import { releaseDraft } from '../../domain/ledger.ts';
import { shareFromEvent } from '../share-from-event.ts';

/** Delivery: the seller's part of the consignment becomes available, once. */
export async function releaseConsignment(
  deps: PaymentsContext,
  event: EventEnvelope<'ConsignmentDelivered'>,
): Promise<void> {
  const { orderId, consignmentId } = event.data;
  const draft = releaseDraft({
    orderId,
    consignmentId,
    share: shareFromEvent(event.data),
    occurredAt: new Date(event.occurredAt),
  });
  if (draft !== null) await bookOnce(deps.store, draft, deps);
}
