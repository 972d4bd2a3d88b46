import { DomainError } from '@souk/kernel';

/**
 * Waits for `work` at most `milliseconds`; its signal is then aborted, so that it can stop. The policies of libraries
 * abort it after a success as well, which costs as much as a command to the database.
 * @throws DomainError `timed-out` (504).
 */
export async function withTimeout<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const expired = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const failure = new DomainError('timed-out', 'timed-out', `No answer within ${milliseconds} ms.`);
    expired.reject(failure);
    controller.abort(failure);
  }, milliseconds);
  try {
    return await Promise.race([work(controller.signal), expired.promise]);
  } finally {
    clearTimeout(timer);
  }
}
