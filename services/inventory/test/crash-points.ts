import type { Faults } from '@souk/platform/resilience';

/** What a test throws in place of a crash. */
export class Crash extends Error {}

/** Faults that end the work when the `nth` point (from 1) is reached, whatever it is called. */
export function crashAtPoint(nth: number): Faults & { readonly reached: () => number } {
  let reached = 0;
  return {
    reached: () => reached,
    reach: () => {
      reached += 1;
      return reached === nth ? Promise.reject(new Crash('here the process ended')) : Promise.resolve();
    },
  };
}

/** Whether `work` was ended by the crash; any other error comes out. */
export async function crashes(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (Error.isError(error) && error.message === 'here the process ended') return true;
    throw error;
  }
}
