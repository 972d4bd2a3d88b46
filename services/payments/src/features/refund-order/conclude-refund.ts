import { addMoney, moneyToWire, subtractMoney } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { afterCommit } from '@souk/platform/data';
import type { EventDraft } from '@souk/platform/events';
import { book } from '../../data/ledger.ts';
import { findPayment, savePayment } from '../../data/payments.ts';
import { endRefund, type RefundEnd } from '../../data/refunds.ts';
import type { Session } from '../../data/store.ts';
import type { PaymentsContext } from '../../deps.ts';
import type { LedgerDraft } from '../../domain/account.ts';
import { refundDraft, refundPartDraft, withSources } from '../../domain/ledger.ts';
import { newlySettled, type Refund, type RefundPart } from '../../domain/refund.ts';
import { paymentError } from '../../errors.ts';

/**
 * Ends a refund, for now or for good, with all that follows: claims, ledger, event. The ledger takes what has happened
 * and nothing else: of a failed refund the parts that the provider has given back, so that its account equals its books.
 * @returns false when somebody else has ended it; then nothing is changed.
 */
export async function concludeRefund(
  deps: PaymentsContext,
  ctx: RequestContext,
  session: Session,
  { refund, end }: { readonly refund: Refund; readonly end: RefundEnd },
): Promise<boolean> {
  const now = deps.machineClock.now();
  if (!(await endRefund(deps.store, session, refund, { end, now }))) return false;
  for (const part of newlySettled(refund.parts, end.parts)) await settleClaim(deps, session, part, now);
  await book(deps.store, session, draftsOf(refund, end, deps.clock.now()), deps);
  await deps.outbox.add(session, ctx, deps.clock, [eventOf(refund, end)]);
  afterCommit(session, () => tell(deps, ctx, refund, end));
  return true;
}

function draftsOf(refund: Refund, end: RefundEnd, occurredAt: Date): readonly LedgerDraft[] {
  if (end.state === 'failed') {
    const { orderId, refundId } = refund;
    const done = newlySettled(refund.parts, end.parts);
    return done.map((part) => refundPartDraft({ orderId, refundId, occurredAt, part }));
  }
  const draft = refundDraft({ ...refund, parts: withSources(refund.parts, end.parts), occurredAt });
  return draft === null ? [] : [draft];
}

function eventOf({ orderId, refundId, amount }: Refund, { failure }: RefundEnd): EventDraft {
  const data = { orderId, refundId, amount: moneyToWire(amount) };
  return failure === null
    ? { type: 'PaymentRefunded', subject: orderId, data }
    : { type: 'PaymentRefundFailed', subject: orderId, data: { ...data, reason: failure.reason } };
}

function tell(deps: PaymentsContext, ctx: RequestContext, refund: Refund, end: RefundEnd): void {
  deps.metrics?.count('souk_refunds_total', 'Refunds that have come to an end.', { outcome: end.state });
  if (end.failure === null) return;
  const { refundId, orderId } = refund;
  ctx.log.error(
    { refundId, orderId, reason: end.failure.reason, parts: end.parts.map(({ outcome }) => outcome) },
    'a refund has failed; it waits at /refunds?state=failed for an administrator',
  );
}

/** What was claimed has gone back, by the provider or past it. */
async function settleClaim(
  deps: PaymentsContext,
  session: Session,
  { paymentId, amount, outcome }: RefundPart,
  now: Date,
): Promise<void> {
  const payment = await findPayment(deps.store, { all: true }, paymentId, { session });
  if (payment === null) throw paymentError('payment-not-found', { paymentId });
  const field = outcome === 'outside' ? 'refundedOutside' : 'refunded';
  const refunded = {
    ...payment,
    [field]: addMoney(payment[field], amount),
    refunding: subtractMoney(payment.refunding, amount),
    version: payment.version + 1,
  };
  const saved = await savePayment(deps.store, payment, refunded, { now, session });
  if (!saved) throw new TypeError(`${paymentId} changed inside the transaction that had read it`);
}
