/**
 * Named points at which a test can end the process: `checkout.authorise.after`. Sagas pass them at each step; in
 * production nothing happens there.
 */
export type Faults = { reach(point: string): Promise<void> };

export const noFaults: Faults = { reach: () => Promise.resolve() };

/** Ends the process by SIGKILL when `point` is reached for the `occurrence`-th time (from 1). */
export function killAt(point: string, occurrence = 1): Faults {
  return faultAt(point, occurrence, () => {
    process.kill(process.pid, 'SIGKILL');
    // The signal arrives a moment later; nothing may happen in between.
    return new Promise<never>(() => undefined);
  });
}

/** Does `act` when `point` is reached for the `occurrence`-th time: a test that wants an error thrown there. */
export function faultAt(point: string, occurrence: number, act: () => Promise<void>): Faults {
  let reached = 0;
  return {
    reach: async (at) => {
      if (at !== point) return;
      reached += 1;
      if (reached === occurrence) await act();
    },
  };
}

/**
 * Reads `SOUK_KILL_AT`: empty for no faults, `checkout.authorise.after`, or `checkout.authorise.after:3` for the third time.
 * @throws TypeError when the text has another form.
 */
export function faultsFromText(text: string | undefined): Faults {
  if (text === undefined || text === '') return noFaults;
  const match = /^([a-z0-9.-]+?)(?::([1-9]\d*))?$/.exec(text);
  if (match?.[1] === undefined)
    throw new TypeError(`a kill point is "name" or "name:occurrence", not "${text}"`);
  return killAt(match[1], Number(match[2] ?? '1'));
}
