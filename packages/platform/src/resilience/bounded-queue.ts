import { DomainError } from '@souk/kernel';
import { BulkheadRejectedError, bulkhead } from 'cockatiel';

export type BoundedQueueOptions = {
  /** Works at a time. */
  readonly concurrency: number;
  /** Works that may wait. */
  readonly limit: number;
};

export type BoundedQueue = {
  /** @throws DomainError `overloaded` (503) when the queue is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
};

/** Lets few expensive works run at a time, few wait, and refuses the rest at once. */
export function boundedQueue(options: BoundedQueueOptions): BoundedQueue {
  const policy = bulkhead(options.concurrency, options.limit);
  return {
    run: async (work) => {
      try {
        return await policy.execute(work);
      } catch (error) {
        if (!(error instanceof BulkheadRejectedError)) throw error;
        throw new DomainError(
          'overloaded',
          'unavailable',
          'Too much to do at the moment; try again shortly.',
        );
      }
    },
  };
}
