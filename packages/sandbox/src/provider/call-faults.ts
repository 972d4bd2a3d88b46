import type { CallFault, FaultyCall } from './behaviour.ts';
import { ProviderRefusal, type BookedPayment } from './payment.ts';

/** The connection broke before the answer came through; whether the call took effect, the caller can't know. */
export class ConnectionLost extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('the connection was lost');
    this.name = 'ConnectionLost';
  }
}

/** Lets the first try of a call fail when the payment's behaviour says so. Kept in memory: a restart may fail once more. */
export type CallFaults = {
  take(payment: Pick<BookedPayment, 'reference' | 'behaviour'>, call: FaultyCall): CallFault | null;
};

const REMEMBERED = 10_000;

export function createCallFaults(): CallFaults {
  const taken = new Set<string>();
  return {
    take: ({ reference, behaviour }, call) => {
      const fault = behaviour.faults[call];
      const key = `${reference}:${call}`;
      if (fault === undefined || taken.has(key)) return null;
      taken.add(key);
      const oldest = taken.size > REMEMBERED ? taken.values().next().value : undefined;
      if (oldest !== undefined) taken.delete(oldest);
      return fault;
    },
  };
}

/** @throws ProviderRefusal `busy`, which is not final: the call has no effect and may come again. */
export function requireNotBusy(fault: CallFault | null): void {
  if (fault === 'busy') throw new ProviderRefusal('busy', 'Not now; try again later.', { final: false });
}

/** Never answers: ends only when the caller stops waiting. */
export function silence(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new ConnectionLost());
    if (signal === undefined || signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
