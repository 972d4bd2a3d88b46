import type { EventEnvelope } from '@souk/contracts';
import { addMoney, moneyFromWire } from '@souk/kernel';
import { once } from '@souk/platform/events';
import { paymentsOfOrder, savePayment } from '../../data/payments.ts';
import { insertRefund } from '../../data/refunds.ts';
import type { Session } from '../../data/store.ts';
import type { PaymentsContext } from '../../deps.ts';
import { refundDraft } from '../../domain/ledger.ts';
import type { Payment } from '../../domain/payment.ts';
import { allocateRefund, type Refund, type RefundAllocation } from '../../domain/refund.ts';
import { shareFromEvent } from '../share-from-event.ts';

/**
 * Takes on a refund: divides it over the order's payments and claims the money on them, so that refunds at the same time
 * can't give back more than came in. What was stored here is carried out by `executeRefund`, also after a crash.
 * @throws DomainError `refund-exceeds-captured`, `refund-mismatch`: such an event ends in the dead letters.
 */
export async function requestRefund(
  deps: PaymentsContext,
  consumer: string,
  event: EventEnvelope<'RefundRequested'>,
): Promise<void> {
  await once(deps.db, consumer, event, async (session) => {
    const payments = await paymentsOfOrder(deps.store, { all: true }, event.data.orderId, { session });
    const now = deps.machineClock.now();
    const refund = refundOf(event, payments, now);
    // Refused now rather than after the provider has paid.
    refundDraft({ ...refund, occurredAt: deps.clock.now() });
    for (const part of refund.parts) await claim(deps, session, payments, part);
    const retryAt = new Date(now.getTime() + deps.config.doubtAfterMs);
    await insertRefund(deps.store, session, refund, { retryAt, now });
  });
}

function refundOf(
  { data }: EventEnvelope<'RefundRequested'>,
  payments: readonly Payment[],
  now: Date,
): Refund {
  const amount = moneyFromWire(data.amount);
  return {
    refundId: data.refundId,
    orderId: data.orderId,
    state: 'requested',
    amount,
    rounding: moneyFromWire(data.rounding),
    shares: data.shares.map((share) => ({
      ...shareFromEvent(share),
      consignmentId: share.consignmentId,
      delivered: share.delivered,
    })),
    parts: allocateRefund(amount, payments).map((part) => ({ ...part, attempt: 0, outcome: 'open' })),
    failure: null,
    settlement: null,
    round: 0,
    requestedAt: now,
    tryingSince: now,
  };
}

async function claim(
  deps: PaymentsContext,
  session: Session,
  payments: readonly Payment[],
  { paymentId, amount }: RefundAllocation,
): Promise<void> {
  const payment = payments.find((each) => each.paymentId === paymentId);
  if (payment === undefined) throw new TypeError(`${paymentId} is no payment of the order`);
  const claimed = {
    ...payment,
    refunding: addMoney(payment.refunding, amount),
    version: payment.version + 1,
  };
  const saved = await savePayment(deps.store, payment, claimed, { now: deps.machineClock.now(), session });
  if (!saved) throw new TypeError(`${paymentId} changed inside the transaction that had read it`);
}
