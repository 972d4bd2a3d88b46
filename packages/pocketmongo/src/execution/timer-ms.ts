const LONGEST_MS = 2 ** 31 - 1;

/** A time that timers take: a longer one (25 days) would end at once. */
export const timerMs = (milliseconds: number): number => Math.min(milliseconds, LONGEST_MS);
