import type { Id } from '@souk/kernel';
import type { RequestContext } from '@souk/platform/context';
import { withTimeout } from '@souk/platform/resilience';
import type { PaymentsContext, ProviderCall } from './deps.ts';
import type { ProviderReport } from './domain/provider-report.ts';
import { paymentError } from './errors.ts';

/** A call is tried this often; between the tries the provider is asked what became of it. */
const TRIES = 2;

type Command = {
  readonly paymentId: Id;
  readonly run: (call: ProviderCall) => Promise<ProviderReport>;
  /** Whether a report shows that the call has taken effect (or can take none any more). */
  readonly isDone: (report: ProviderReport) => boolean;
};

/**
 * Calls the provider until it is certain what became of the call: an error or a time-out says nothing, so the provider
 * is asked about the payment, and the call repeated under its stable key when it has not arrived.
 * @throws DomainError `provider-unavailable` when it stays unknown, `payment-state` when the provider refuses.
 */
export async function callProvider(
  deps: PaymentsContext,
  ctx: RequestContext,
  command: Command,
): Promise<ProviderReport> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = await attempt(deps, ctx, command.run);
    if (answer !== undefined) return answer;
    const found = await askProvider(deps, ctx, command.paymentId);
    if (found !== undefined && found !== null && command.isDone(found)) return found;
  }
  throw paymentError('provider-unavailable', { paymentId: command.paymentId });
}

/** What the provider says of a payment: null when it knows none, undefined when it does not answer. */
export function askProvider(
  deps: PaymentsContext,
  ctx: RequestContext,
  paymentId: Id,
): Promise<ProviderReport | null | undefined> {
  return attempt(deps, ctx, (call) => deps.provider.find(call, paymentId));
}

async function attempt<T>(
  deps: PaymentsContext,
  ctx: RequestContext,
  run: (call: ProviderCall) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await withTimeout(deps.config.providerTimeoutMs, (signal) =>
      run({ signal, at: deps.clock.now() }),
    );
  } catch (error) {
    if (isRefusal(error)) throw paymentError('payment-state', { reason: error.code });
    // The outcome is open now; the caller finds it out.
    ctx.log.warn({ err: error, provider: deps.provider.name }, 'payment provider gave no answer');
    return undefined;
  }
}

/** By name, since a provider's adapter can't import this service. */
function isRefusal(error: unknown): error is Error & { code: string } {
  return Error.isError(error) && error.name === 'ProviderRefusal' && 'code' in error;
}
