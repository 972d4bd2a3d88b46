import type { EventEnvelope } from '@souk/contracts';
import { moneyFromWire } from '@souk/kernel';
import { bookOnce } from '../../data/ledger.ts';
import type { PaymentsContext } from '../../deps.ts';
import { settlementDraft } from '../../domain/ledger.ts';
import { shareFromEvent } from '../share-from-event.ts';

/** Full payment: divides the buyer's money among sellers, commission and rounding. An order is settled once. */
export async function settleOrder(deps: PaymentsContext, event: EventEnvelope<'OrderPaid'>): Promise<void> {
  const { orderId, captured, difference, consignments } = event.data;
  const draft = settlementDraft({
    orderId,
    captured: moneyFromWire(captured),
    difference: moneyFromWire(difference),
    shares: consignments.map(shareFromEvent),
    occurredAt: new Date(event.occurredAt),
  });
  if (draft !== null) await bookOnce(deps.store, draft, deps);
}
