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

/** What a call came to. A refusal says that it has not happened; `final`, that asking again would give the same. */
type Outcome<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'refused'; readonly code: string; readonly final: boolean }
  | { readonly kind: 'silence' };

/**
 * Calls the provider until it is certain what became of the call: an error or a time-out says nothing, so the provider
 * is asked about the payment, and the call repeated under its stable key when it has not arrived.
 * @throws DomainError `payment-state` when the provider refuses for good, `provider-unavailable` when it refuses for now or it
 * stays unknown; their `reason` is the provider's code.
 */
export async function callProvider(
  deps: PaymentsContext,
  ctx: RequestContext,
  command: Command,
): Promise<ProviderReport> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const outcome = await attempt(deps, ctx, command.run);
    if (outcome.kind === 'answer') return outcome.answer;
    if (outcome.kind === 'refused') throw refusalOf(command.paymentId, outcome);
    const found = await askProvider(deps, ctx, command.paymentId);
    if (found !== undefined && found !== null && command.isDone(found)) return found;
  }
  throw paymentError('provider-unavailable', { paymentId: command.paymentId });
}

function refusalOf(paymentId: Id, { code, final }: { readonly code: string; readonly final: boolean }) {
  return final
    ? paymentError('payment-state', { reason: code })
    : paymentError('provider-unavailable', { paymentId, reason: code });
}

/** What the provider says of a payment: null when it knows none, undefined when it does not answer. */
export async function askProvider(
  deps: PaymentsContext,
  ctx: RequestContext,
  paymentId: Id,
): Promise<ProviderReport | null | undefined> {
  const outcome = await attempt(deps, ctx, (call) => deps.provider.find(call, paymentId));
  if (outcome.kind === 'refused' && outcome.final) throw refusalOf(paymentId, outcome);
  return outcome.kind === 'answer' ? outcome.answer : undefined;
}

async function attempt<T>(
  deps: PaymentsContext,
  ctx: RequestContext,
  run: (call: ProviderCall) => Promise<T>,
): Promise<Outcome<T>> {
  try {
    const answer = await withTimeout(deps.config.providerTimeoutMs, (signal) =>
      run({ signal, at: deps.clock.now() }),
    );
    return { kind: 'answer', answer };
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', code: error.code, final: error.final !== false };
    // The outcome is open now; the caller finds it out.
    ctx.log.warn({ err: error, provider: deps.provider.name }, 'payment provider gave no answer');
    return { kind: 'silence' };
  }
}

/** By name, since a provider's adapter can't import this service. */
function isRefusal(error: unknown): error is Error & { code: string; final?: boolean } {
  return Error.isError(error) && error.name === 'ProviderRefusal' && 'code' in error;
}
