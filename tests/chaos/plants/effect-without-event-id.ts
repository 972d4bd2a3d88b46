import { newId, moneyFromWire } from '../../../packages/kernel/src/index.ts';
import { book } from '../../../services/payments/src/data/ledger.ts';
import { settlementDraft } from '../../../services/payments/src/domain/ledger.ts';
import { shareFromEvent } from '../../../services/payments/src/features/share-from-event.ts';
import type { settleOrder as original } from '../../../services/payments/src/features/settle-order/settle-order.ts';

export * from '../../../services/payments/src/features/settle-order/settle-order.ts';

/** Stands in for the settlement that keeps the event's id with its effect: this one books whatever comes. */
export const settleOrder: typeof original = async (deps, { data, occurredAt }) => {
  const draft = settlementDraft({
    orderId: data.orderId,
    captured: moneyFromWire(data.captured),
    difference: moneyFromWire(data.difference),
    shares: data.consignments.map(shareFromEvent),
    occurredAt: new Date(occurredAt),
  });
  if (draft === null) return;
  const anew = { ...draft, source: `${draft.source}:${newId('event')}` };
  await deps.db.transaction((session) => book(deps.store, session, [anew], deps));
};
