import { HOUR_MS } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { overduePayments, paymentsInDoubt, postponeCheck } from '../../data/payments.ts';
import { postponeRefund, unfinishedRefunds } from '../../data/refunds.ts';
import type { PaymentsContext } from '../../deps.ts';
import { EXPIRING_STATES, type Payment } from '../../domain/payment.ts';
import { askProvider } from '../../provider-call.ts';
import { recordReport } from '../record-report/record-report.ts';
import { executeRefund } from '../refund-order/execute-refund.ts';
import { letGo } from '../void-payment/void-payment.ts';

const AT_ONCE = 100;
const LONGEST_WAIT_MS = HOUR_MS;

/**
 * Asks the provider about payments that have not come to an end for a while: an answer that was lost, a webhook that
 * never came, a crash between the provider and the save. What it says is taken in like a webhook.
 */
export async function checkPaymentsInDoubt(deps: PaymentsContext, ctx: RequestContext): Promise<void> {
  const now = deps.machineClock.now();
  for (const { payment, checks } of await paymentsInDoubt(deps.store, now, AT_ONCE)) {
    const { paymentId } = payment;
    const checkAt = new Date(now.getTime() + waitAfter(deps, checks));
    await postponeCheck(deps.store, paymentId, { checkAt, checks: checks + 1 });
    await goingOn(ctx, { paymentId }, () => checkPayment(deps, ctx, payment));
  }
}

async function checkPayment(deps: PaymentsContext, ctx: RequestContext, payment: Payment): Promise<void> {
  const report = await askProvider(deps, ctx, payment.paymentId);
  // Not there: the call never arrived, and whoever made it repeats it or lets the payment go.
  if (report === undefined || report === null) return;
  await recordReport(deps, ctx, { payment, report, heardBy: 'notice' });
}

/** Ends slips, reviews and challenges whose business time is over, at the provider first: its word counts. */
export async function expirePayments(deps: PaymentsContext, ctx: RequestContext): Promise<void> {
  const now = deps.clock.now();
  let last: Payment | undefined;
  do {
    // Behind the last one, since those that could not be let go are still there.
    const overdue: readonly Payment[] = await overduePayments(deps.store, EXPIRING_STATES, {
      now,
      after: last ?? null,
      limit: AT_ONCE,
    });
    for (const payment of overdue) {
      await goingOn(ctx, { paymentId: payment.paymentId }, () => letGo(deps, ctx, payment));
    }
    last = overdue[AT_ONCE - 1];
  } while (last !== undefined);
}

/** Takes up refunds that a crash or a silent provider has left unfinished. */
export async function resumeRefunds(deps: PaymentsContext, ctx: RequestContext): Promise<void> {
  const now = deps.machineClock.now();
  for (const { refundId, attempts } of await unfinishedRefunds(deps.store, now, AT_ONCE)) {
    const retryAt = new Date(now.getTime() + waitAfter(deps, attempts));
    await postponeRefund(deps.store, refundId, { retryAt, attempts: attempts + 1 });
    await goingOn(ctx, { refundId }, () => executeRefund(deps, ctx, refundId));
  }
}

function waitAfter(deps: PaymentsContext, tries: number): number {
  return Math.min(LONGEST_WAIT_MS, deps.config.doubtAfterMs * 2 ** Math.min(tries, 20));
}

/** One that fails must not keep the others waiting; it is tried again at its next time. */
async function goingOn(ctx: RequestContext, about: object, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    ctx.log.warn({ err: error, ...about }, 'left for the next time');
  }
}
