import type { Job } from '@souk/platform/service';
import type { PaymentsContext } from '../deps.ts';
import {
  checkPaymentsInDoubt,
  expirePayments,
  resumeRefunds,
} from '../features/check-payments/check-payments.ts';

/** What recurs: finding out, expiring, finishing. */
export function paymentJobs(deps: PaymentsContext): Job[] {
  const everyMs = deps.config.paymentJobsMs;
  return [
    { name: 'payments.check-payments-in-doubt', everyMs, run: (ctx) => checkPaymentsInDoubt(deps, ctx) },
    { name: 'payments.expire-payments', everyMs, run: (ctx) => expirePayments(deps, ctx) },
    { name: 'payments.resume-refunds', everyMs, run: (ctx) => resumeRefunds(deps, ctx) },
  ];
}
