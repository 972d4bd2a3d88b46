import type { EventEnvelope } from '@souk/contracts';
import { moneyFromWire } from '@souk/kernel';
import { once } from '@souk/platform/events';
import { book } from '../../data/ledger.ts';
import type { PaymentsContext } from '../../deps.ts';
import { settlementDraft } from '../../domain/ledger.ts';
import { shareFromEvent } from '../share-from-event.ts';

/** Full payment: divides the buyer's money among sellers, commission and rounding. */
export async function settleOrder(
  deps: PaymentsContext,
  consumer: string,
  event: EventEnvelope<'OrderPaid'>,
): Promise<void> {
  const { orderId, captured, difference, consignments } = event.data;
  const draft = settlementDraft({
    orderId,
    captured: moneyFromWire(captured),
    difference: moneyFromWire(difference),
    shares: consignments.map(shareFromEvent),
    occurredAt: new Date(event.occurredAt),
  });
  await once(deps.db, consumer, event, (session) =>
    book(deps.store, session, draft === null ? [] : [draft], deps),
  );
}
