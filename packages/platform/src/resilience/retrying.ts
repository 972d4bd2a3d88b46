import { ExponentialBackoff, handleAll, handleWhen, retry } from 'cockatiel';

export type RetryOptions = {
  /** Tries in all, the first included. */
  readonly attempts: number;
  /** First wait; each further one doubles, with jitter. 50 ms unless said. */
  readonly initialDelayMs?: number;
  /** 5 s unless said. */
  readonly maxDelayMs?: number;
  /** Which errors are worth another try; all unless said. */
  readonly retryIf?: (error: unknown) => boolean;
};

/** Does `work` until it succeeds, waiting longer each time. @throws the last error when all attempts failed. */
export function retrying<T>(options: RetryOptions, work: (attempt: number) => Promise<T>): Promise<T> {
  const policy = retry(options.retryIf === undefined ? handleAll : handleWhen(options.retryIf), {
    maxAttempts: options.attempts - 1,
    backoff: new ExponentialBackoff({
      initialDelay: options.initialDelayMs ?? 50,
      maxDelay: options.maxDelayMs ?? 5000,
    }),
  });
  return policy.execute(({ attempt }) => work(attempt + 1));
}
