import { isDomainError, type Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { unitOfWork } from '@souk/platform/data';
import { findRefund, reopenRefund } from '../../data/refunds.ts';
import type { Session } from '../../data/store.ts';
import type { PaymentsContext } from '../../deps.ts';
import { begunAnew, type Refund } from '../../domain/refund.ts';
import { paymentError } from '../../errors.ts';
import { executeRefund } from '../refund-order/execute-refund.ts';

/**
 * Has a failed refund tried again, at once and then by the job: under a new key what the provider has refused, under the
 * old one what may have happened after all.
 * @returns the refund as far as it has come.
 * @throws DomainError `refund-not-found`, `refund-state`.
 */
export async function retryRefund(deps: PaymentsContext, ctx: RequestContext, refundId: Id): Promise<Refund> {
  await unitOfWork(deps.db, ctx, (session) => reopen(deps, ctx, session, refundId));
  try {
    await executeRefund(deps, ctx, refundId);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    // It is stored, and the job takes it up again.
    ctx.log.warn({ err: error, refundId }, 'refund not carried out yet');
  }
  const refund = await findRefund(deps.store, refundId);
  if (refund === null) throw paymentError('refund-not-found');
  return refund;
}

async function reopen(
  deps: PaymentsContext,
  ctx: RequestContext,
  session: Session,
  refundId: Id,
): Promise<void> {
  const refund = await requireFailed(deps, session, refundId);
  const now = deps.machineClock.now();
  const retryAt = new Date(now.getTime() + deps.config.doubtAfterMs);
  const reopened = await reopenRefund(deps.store, session, refund, {
    parts: begunAnew(refund.parts),
    retryAt,
    now,
  });
  if (!reopened) throw paymentError('refund-state');
  await deps.audit.record(session, ctx, {
    action: 'refund.retried',
    subject: refundId,
    before: { state: refund.state, reason: refund.failure?.reason },
    after: { state: 'requested', round: refund.round + 1 },
  });
}

/** @throws DomainError `refund-not-found`, `refund-state`. */
export async function requireFailed(
  deps: PaymentsContext,
  session: Session | null,
  refundId: Id,
): Promise<Refund> {
  const refund = await findRefund(deps.store, refundId, session);
  if (refund === null) throw paymentError('refund-not-found');
  if (refund.state !== 'failed') throw paymentError('refund-state', { state: refund.state });
  return refund;
}
