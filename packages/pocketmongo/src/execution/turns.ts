import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a query works before others get their turn. */
export const SLICE_MS = 8;

/** Gives a function that long work calls now and then: when a slice of time is over it lets others run first. */
export function createTurns(): () => Promise<void> | undefined {
  let sliceEnd = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() <= sliceEnd) return undefined;
    return nextTurn().then(() => {
      sliceEnd = performance.now() + SLICE_MS;
    });
  };
}
