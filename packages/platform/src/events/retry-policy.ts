/** How often and how long to try again before an event becomes a dead letter. */
export type RetryPolicy = {
  /** Tries in all, the first included. */
  readonly attempts: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
};

/** About a minute and a half altogether: longer than the restart of whatever the consumer calls. */
export const USUAL_RETRY: RetryPolicy = { attempts: 10, firstWaitMs: 50, longestWaitMs: 30_000 };

/**
 * The wait after the `attempt`-th failure (from 1): doubling from the first wait, by a random factor between a half and
 * one, so that what failed together does not come back together.
 */
export function waitAfter(policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(policy.longestWaitMs, policy.firstWaitMs * 2 ** (attempt - 1));
  return longest * (0.5 + random() / 2);
}
