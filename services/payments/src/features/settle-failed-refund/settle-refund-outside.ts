import { compareMoney, type Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findPayment } from '../../data/payments.ts';
import { findRefund, refundsOfOrder } from '../../data/refunds.ts';
import type { Session } from '../../data/store.ts';
import type { PaymentsContext } from '../../deps.ts';
import type { ProviderReport } from '../../domain/provider-report.ts';
import {
  isMade,
  isSettled,
  refundedByHand,
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
  const reports = known?.state === 'failed' ? await askAbout(deps, ctx, known, settlement) : null;
  await unitOfWork(deps.db, ctx, async (session) => {
    const refund = await requireFailed(deps, session, refundId);
    if (reports === null || refund.round !== known?.round) throw paymentError('refund-state');
    const parts = await settledParts(deps, session, refund, { settlement, reports });
    const end = { state: 'settled-outside', parts, failure: null, settlement } as const;
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

/** By payment; null of one that the provider does not know. */
type Reports = ReadonlyMap<Id, ProviderReport | null>;

/** What the provider says of the payments where it matters. @throws DomainError `provider-unavailable`. */
async function askAbout(
  deps: PaymentsContext,
  ctx: RequestContext,
  refund: Refund,
  { paidFrom }: RefundSettlement,
): Promise<Reports> {
  const reports = new Map<Id, ProviderReport | null>();
  for (const { paymentId, outcome } of refund.parts) {
    // Done is done; and of what it has refused the provider has said that it did not happen.
    const isClear = outcome !== 'open' && (outcome !== 'refused' || paidFrom === 'own-account');
    if (isClear) continue;
    const report = await askProvider(deps, ctx, paymentId);
    if (report === undefined) throw paymentError('provider-unavailable', { paymentId });
    reports.set(paymentId, report);
  }
  return reports;
}

type Evidence = { readonly settlement: RefundSettlement; readonly reports: Reports };

/** Decided in the transaction that books it, so that two refunds can't both count the same money as theirs. */
async function settledParts(
  deps: PaymentsContext,
  session: Session,
  refund: Refund,
  { settlement, reports }: Evidence,
): Promise<readonly RefundPart[]> {
  const refunds = await refundsOfOrder(deps.store, session, refund.orderId);
  const parts: RefundPart[] = [];
  for (const part of refund.parts) {
    const report = reports.get(part.paymentId) ?? null;
    if (isSettled(part)) parts.push(part);
    else if (isMade(refund, part, report)) parts.push({ ...part, outcome: 'done' });
    else if (settlement.paidFrom === 'own-account') parts.push({ ...part, outcome: 'outside' });
    else {
      const payment = await findPayment(deps.store, { all: true }, part.paymentId, { session });
      const byHand = report && payment && refundedByHand(payment, report, refunds);
      if (byHand === null || compareMoney(byHand, part.amount) < 0)
        throw paymentError('refund-not-at-provider');
      parts.push({ ...part, outcome: 'done' });
    }
  }
  return parts;
}

function outcomesOf(parts: readonly RefundPart[]) {
  return parts.map(({ paymentId, outcome }) => ({ paymentId, outcome }));
}
