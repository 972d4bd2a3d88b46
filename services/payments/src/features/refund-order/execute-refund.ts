import { addMoney, moneyToWire, subtractMoney, type Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { book } from '../../data/ledger.ts';
import { findPayment, savePayment } from '../../data/payments.ts';
import { completeRefund, findRefund } from '../../data/refunds.ts';
import type { Session } from '../../data/store.ts';
import type { PaymentsContext } from '../../deps.ts';
import { refundDraft } from '../../domain/ledger.ts';
import { refundKey, type Refund, type RefundAllocation } from '../../domain/refund.ts';
import { paymentError } from '../../errors.ts';
import { callProvider } from '../../provider-call.ts';

/**
 * Carries a refund out: asks the provider payment by payment under keys that stay the same, then books all of it and
 * tells it. Repeated after a crash at any point, it goes on; repeated after its end, it does nothing.
 * @throws DomainError `provider-unavailable`, `payment-state` when the provider refuses.
 */
export async function executeRefund(deps: PaymentsContext, ctx: RequestContext, refundId: Id): Promise<void> {
  const refund = await findRefund(deps.store, refundId);
  if (refund === null || refund.state === 'refunded') return;
  for (const allocation of refund.allocations) await payBack(deps, ctx, refund, allocation);
  await deps.faults.reach('payments.refund.between');
  await deps.db.transaction((session) => record(deps, ctx, session, refund));
  await deps.faults.reach('payments.refund.after');
}

async function payBack(
  deps: PaymentsContext,
  ctx: RequestContext,
  { refundId }: Refund,
  { paymentId, amount }: RefundAllocation,
): Promise<void> {
  const key = refundKey(refundId, paymentId);
  await deps.faults.reach('payments.refund.before');
  await callProvider(deps, ctx, {
    paymentId,
    run: (call) => deps.provider.refund(call, { reference: paymentId, key, amount }),
    isDone: (report) => report.refundKeys.includes(key),
  });
}

async function record(
  deps: PaymentsContext,
  ctx: RequestContext,
  session: Session,
  refund: Refund,
): Promise<void> {
  const now = deps.machineClock.now();
  if (!(await completeRefund(deps.store, session, refund.refundId, now))) return;
  for (const allocation of refund.allocations) await settleClaim(deps, session, allocation, now);
  const draft = refundDraft({ ...refund, occurredAt: deps.clock.now() });
  await book(deps.store, session, draft === null ? [] : [draft], deps);
  const { orderId, refundId, amount } = refund;
  await deps.outbox.add(session, ctx, deps.clock, [
    {
      type: 'PaymentRefunded',
      subject: orderId,
      data: { orderId, refundId, amount: moneyToWire(amount) },
    },
  ]);
}

/** What was claimed has gone back. */
async function settleClaim(
  deps: PaymentsContext,
  session: Session,
  { paymentId, amount }: RefundAllocation,
  now: Date,
): Promise<void> {
  const payment = await findPayment(deps.store, { all: true }, paymentId, { session });
  if (payment === null) throw paymentError('payment-not-found', { paymentId });
  const refunded = {
    ...payment,
    refunded: addMoney(payment.refunded, amount),
    refunding: subtractMoney(payment.refunding, amount),
    version: payment.version + 1,
  };
  const saved = await savePayment(deps.store, payment, refunded, { now, session });
  if (!saved) throw new TypeError(`${paymentId} changed inside the transaction that had read it`);
}
