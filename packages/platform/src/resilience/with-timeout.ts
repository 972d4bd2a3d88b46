import { DomainError } from '@souk/kernel';
import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel';

/**
 * Waits for `work` at most `milliseconds`; its signal is then aborted, so that it can stop.
 * @throws DomainError `timed-out` (504).
 */
export async function withTimeout<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await timeout(milliseconds, TimeoutStrategy.Aggressive).execute(({ signal }) => work(signal));
  } catch (error) {
    if (!(error instanceof TaskCancelledError)) throw error;
    throw new DomainError('timed-out', 'timed-out', `No answer within ${milliseconds} ms.`);
  }
}
