/** A test runner's "thread": operations run one after another beside the others. */
export interface Thread {
  run: (operation: () => Promise<void>) => void;
  /** Waits for the last operation; rejects with the first error of any. */
  join: () => Promise<void>;
}

export function createThread(): Thread {
  let last: Promise<void> = Promise.resolve();
  return {
    run: (operation) => {
      last = last.then(operation);
      // Reported by join; until then nobody else waits for it.
      last.catch(() => undefined);
    },
    join: () => last,
  };
}
