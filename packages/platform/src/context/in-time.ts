import { DomainError } from '@souk/kernel';
import type { RequestContext } from './context.ts';

/** Milliseconds that the caller still waits; 0 when it has given up. */
export function remainingMs(ctx: RequestContext): number {
  return Math.max(0, ctx.deadline - Date.now());
}

/**
 * Stops work that nobody waits for any more; call it before the first durable write, never after.
 * @throws DomainError `deadline-exceeded` (504).
 */
export function requireInTime(ctx: RequestContext): void {
  if (Date.now() >= ctx.deadline)
    throw new DomainError('deadline-exceeded', 'timed-out', 'The request took longer than its caller waits.');
}
