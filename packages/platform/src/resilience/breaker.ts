import { DomainError } from '@souk/kernel';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  handleWhen,
} from 'cockatiel';

export type BreakerOptions = {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long it stays open before one call is let through. */
  readonly openMs: number;
  /** Which errors count as failures of the other side; all unless said. */
  readonly countIf?: (error: unknown) => boolean;
};

export type Breaker = {
  /** @throws DomainError `unavailable` (503) without trying while it is open. */
  run<T>(work: () => Promise<T>): Promise<T>;
  isOpen(): boolean;
};

/** Stops calling a neighbour that keeps failing, and tries again later. */
export function createBreaker(options: BreakerOptions): Breaker {
  const policy = circuitBreaker(options.countIf === undefined ? handleAll : handleWhen(options.countIf), {
    breaker: new ConsecutiveBreaker(options.failures),
    halfOpenAfter: options.openMs,
  });
  return {
    run: async (work) => {
      try {
        return await policy.execute(work);
      } catch (error) {
        if (!(error instanceof BrokenCircuitError)) throw error;
        throw new DomainError(
          'unavailable',
          'unavailable',
          'A part of the service does not answer at the moment.',
        );
      }
    },
    isOpen: () => policy.state === CircuitState.Open,
  };
}
