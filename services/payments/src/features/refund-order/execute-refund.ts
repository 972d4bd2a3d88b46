import { isDomainError, type DomainError, type Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { findRefund, type RefundEnd } from '../../data/refunds.ts';
import type { PaymentsContext } from '../../deps.ts';
import { refundKey, type Refund, type RefundPart } from '../../domain/refund.ts';
import { callProvider } from '../../provider-call.ts';
import { concludeRefund } from './conclude-refund.ts';

/**
 * Carries a refund out: asks the provider payment by payment under keys that stay the same, then books all of it and
 * tells it. Repeated after a crash at any point, it goes on; repeated after its end, it does nothing. What the provider
 * refuses for good, or has said nothing about for too long, makes the refund `failed`.
 * @throws DomainError `provider-unavailable` when it is to be tried again later.
 */
export async function executeRefund(deps: PaymentsContext, ctx: RequestContext, refundId: Id): Promise<void> {
  const refund = await findRefund(deps.store, refundId);
  if (refund === null || refund.state !== 'requested') return;
  const answers = await askForAll(deps, ctx, refund);
  await deps.faults.reach('payments.refund.between');
  const end = endOf(deps, refund, answers);
  await deps.db.transaction((session) => concludeRefund(deps, ctx, session, { refund, end }));
  await deps.faults.reach('payments.refund.after');
}

type Answers = {
  readonly parts: readonly RefundPart[];
  /** The code of a refusal for good. */
  readonly refusal: string | null;
  /** There when a part is still open. */
  readonly silence: DomainError | null;
};

/** Asks for each part, also when another is refused: the buyer gets what can be got. Silence ends the asking. */
async function askForAll(deps: PaymentsContext, ctx: RequestContext, refund: Refund): Promise<Answers> {
  const parts: RefundPart[] = [];
  let refusal: string | null = null;
  let silence: DomainError | null = null;
  for (const part of refund.parts) {
    const error: DomainError | null =
      part.outcome === 'done' || silence !== null ? null : await payBack(deps, ctx, refund, part);
    if (error?.code === 'payment-state') {
      refusal = reasonOf(error) ?? 'refused';
      parts.push({ ...part, outcome: 'refused' });
      continue;
    }
    silence ??= error;
    parts.push(silence === null ? { ...part, outcome: 'done' } : part);
  }
  return { parts, refusal, silence };
}

/** Null when the provider has given the part back; else its refusal, or that it says nothing. */
async function payBack(
  deps: PaymentsContext,
  ctx: RequestContext,
  { refundId }: Refund,
  part: RefundPart,
): Promise<DomainError | null> {
  const { paymentId, amount } = part;
  const key = refundKey(refundId, part);
  await deps.faults.reach('payments.refund.before');
  try {
    await callProvider(deps, ctx, {
      paymentId,
      run: (call) => deps.provider.refund(call, { reference: paymentId, key, amount }),
      isDone: (report) => report.refundKeys.includes(key),
    });
    return null;
  } catch (error) {
    if (isDomainError(error)) return error;
    throw error;
  }
}

/** @throws the silence while it may still be broken. */
function endOf(deps: PaymentsContext, refund: Refund, { parts, refusal, silence }: Answers): RefundEnd {
  if (refusal === null && silence === null)
    return { state: 'refunded', parts, failure: null, settlement: null };
  const now = deps.machineClock.now();
  const triedMs = now.getTime() - refund.tryingSince.getTime();
  if (silence !== null && triedMs < deps.config.refundGiveUpMs) throw silence;
  const reason = refusal ?? reasonOf(silence) ?? 'provider-unavailable';
  return { state: 'failed', parts, failure: { reason, at: now }, settlement: null };
}

/** The provider's code. */
function reasonOf(error: DomainError | null): string | null {
  const reason = error?.details['reason'];
  return typeof reason === 'string' ? reason : null;
}
