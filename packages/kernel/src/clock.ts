/**
 * Tells the time. Two kinds are injected: *business time* drives orders, payments and reservations and can be set by
 * the sandbox; *machine time* drives tokens and rate limits.
 */
export type Clock = { now(): Date };

/** A clock that somebody sets: tests, and business time under the sandbox. */
export type ManualClock = Clock & {
  /** Stops the clock at `instant`; `null` lets it follow the machine again. */
  set(instant: Date | null): void;
};

export const systemClock: Clock = { now: () => new Date() };

/** A clock that shows `start` (or machine time when null) until it is set to another instant. */
export function manualClock(start: Date | null = null): ManualClock {
  let instant = start;
  return {
    now: () => (instant === null ? new Date() : new Date(instant)),
    set: (next) => {
      instant = next === null ? null : new Date(next);
    },
  };
}
