import { compareMoney, subtractMoney, type Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findPayment } from '../../data/payments.ts';
import { findRefund, type RefundEnd } from '../../data/refunds.ts';
import type { PaymentsContext } from '../../deps.ts';
import {
  isSettled,
  refundKey,
  type Refund,
  type RefundPart,
  type RefundSettlement,
} from '../../domain/refund.ts';
import { paymentError } from '../../errors.ts';
import { askProvider } from '../../provider-call.ts';
import { concludeRefund } from '../refund-order/conclude-refund.ts';
import { requireFailed } from './retry-refund.ts';

/**
 * Enters that the buyer has the money of a failed refund all the same: from the marketplace's own account (booked to
 * `outside-refunds`; the provider still holds its part) or by hand at the provider (booked to its account, once its books
 * show it). The provider is asked first about parts of which nobody knows whether they happened: nothing is given twice.
 * @throws DomainError `refund-not-found`, `refund-state`, `refund-not-at-provider`, `provider-unavailable`.
 */
export async function settleRefundOutside(
  deps: PaymentsContext,
  ctx: RequestContext,
  refundId: Id,
  settlement: RefundSettlement,
): Promise<Refund> {
  const known = await findRefund(deps.store, refundId);
  // Of a refund that is settled the unit tells: it may have been this very request.
  const end = known?.state === 'failed' ? await endOf(deps, ctx, known, settlement) : null;
  await unitOfWork(deps.db, ctx, async (session) => {
    const refund = await requireFailed(deps, session, refundId);
    if (end === null || refund.round !== known?.round) throw paymentError('refund-state');
    if (!(await concludeRefund(deps, ctx, session, { refund, end }))) throw paymentError('refund-state');
    await deps.audit.record(session, ctx, {
      action: 'refund.settled-outside',
      subject: refundId,
      before: { state: refund.state, reason: refund.failure?.reason, parts: outcomesOf(refund.parts) },
      after: { state: end.state, ...settlement, parts: outcomesOf(end.parts) },
    });
  });
  const refund = await findRefund(deps.store, refundId);
  if (refund === null) throw paymentError('refund-not-found');
  return refund;
}

async function endOf(
  deps: PaymentsContext,
  ctx: RequestContext,
  refund: Refund,
  settlement: RefundSettlement,
): Promise<RefundEnd> {
  const parts: RefundPart[] = [];
  for (const part of refund.parts) {
    parts.push(isSettled(part) ? part : await settled(deps, ctx, { refund, part, settlement }));
  }
  return { state: 'settled-outside', parts, failure: null, settlement };
}

type Unsettled = {
  readonly refund: Refund;
  readonly part: RefundPart;
  readonly settlement: RefundSettlement;
};

async function settled(
  deps: PaymentsContext,
  ctx: RequestContext,
  { refund, part, settlement }: Unsettled,
): Promise<RefundPart> {
  const isOwn = settlement.paidFrom === 'own-account';
  // The provider has said already that it did not happen.
  if (isOwn && part.outcome === 'refused') return { ...part, outcome: 'outside' };
  const report = await askProvider(deps, ctx, part.paymentId);
  if (report === undefined) throw paymentError('provider-unavailable', { paymentId: part.paymentId });
  const happened = report?.refundKeys.includes(refundKey(refund.refundId, part)) === true;
  if (happened) return { ...part, outcome: 'done' };
  if (isOwn) return { ...part, outcome: 'outside' };
  const payment = await findPayment(deps.store, { all: true }, part.paymentId);
  if (report === null || payment === null) throw paymentError('refund-not-at-provider');
  const unexplained = subtractMoney(report.refunded, payment.refunded);
  if (compareMoney(unexplained, part.amount) < 0) throw paymentError('refund-not-at-provider');
  return { ...part, outcome: 'done' };
}

function outcomesOf(parts: readonly RefundPart[]) {
  return parts.map(({ paymentId, outcome }) => ({ paymentId, outcome }));
}
