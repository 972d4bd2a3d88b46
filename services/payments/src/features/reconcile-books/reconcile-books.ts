import type { Id, Money } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { withTimeout } from '@souk/platform/resilience';
import { clearingOf } from '../../data/ledger.ts';
import { listPayments } from '../../data/payments.ts';
import type { PaymentsContext } from '../../deps.ts';
import type { PaymentState } from '../../domain/payment.ts';
import type { ProviderReport } from '../../domain/provider-report.ts';

/** One payment in both books. `difference` = what the ledger has − what the provider says; zero when all is well. */
export type Reconciled = {
  readonly paymentId: Id;
  readonly state: PaymentState | null;
  readonly provider: {
    readonly state: ProviderReport['state'];
    readonly captured: Money;
    readonly refunded: Money;
    readonly fee: Money;
  } | null;
  readonly ledger: bigint;
  readonly difference: bigint;
};

/**
 * Holds the provider's books against the ledger, payment by payment, in the order of the payments' ids: also payments
 * that only one of the two knows.
 */
export async function reconcileBooks(
  deps: PaymentsContext,
  _ctx: RequestContext,
  { after, limit }: { readonly after: Id | null; readonly limit: number },
): Promise<readonly Reconciled[]> {
  const [ours, theirs] = await Promise.all([
    listPayments(deps.store, { all: true }, { filter: {}, after, limit }),
    withTimeout(deps.config.providerTimeoutMs, (signal) =>
      deps.provider.list({ signal, at: deps.clock.now() }, after, limit),
    ),
  ]);
  const states = new Map(ours.map((payment) => [payment.paymentId, payment.state]));
  const reports = new Map(theirs.map((report) => [report.reference, report]));
  const paymentIds = [...new Set([...states.keys(), ...reports.keys()])].toSorted().slice(0, limit);
  const clearing = await clearingOf(deps.store, { all: true }, paymentIds);
  return paymentIds.map((paymentId) =>
    compare(
      paymentId,
      states.get(paymentId) ?? null,
      reports.get(paymentId) ?? null,
      clearing.get(paymentId) ?? 0n,
    ),
  );
}

function compare(
  paymentId: Id,
  state: PaymentState | null,
  report: ProviderReport | null,
  ledger: bigint,
): Reconciled {
  if (report === null) return { paymentId, state, provider: null, ledger, difference: ledger };
  const { captured, refunded, fee } = report;
  const held = captured.amount - refunded.amount - fee.amount;
  const provider = { state: report.state, captured, refunded, fee };
  return { paymentId, state, provider, ledger, difference: ledger - held };
}
