/** A terminal, npm and the bootstrap each hand on one Ctrl-C: signals so close together are one. */
const ONE_KEYPRESS_MS = 500;

/** What a process that is told to stop does; `end` stops listening. */
export type StopSignals = { readonly end: () => void };

/**
 * Calls `stop` at the first signal; a later one ends the process at once.
 * @param now milliseconds of a clock that only goes forward.
 */
export function onStopSignal(
  stop: (signal: NodeJS.Signals) => void,
  now: () => number = () => performance.now(),
): StopSignals {
  let firstAt: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAt === null) {
      firstAt = now();
      stop(signal);
    } else if (now() - firstAt > ONE_KEYPRESS_MS) {
      process.exit(130);
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    end: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
