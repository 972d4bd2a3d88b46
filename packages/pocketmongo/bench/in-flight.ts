/** How long each of some operations took, milliseconds, and all of them together. */
export interface Timed {
  readonly sorted: readonly number[];
  readonly elapsedMs: number;
}

/** Runs an operation again and again, so many at a time; each gets its number. */
export async function inFlight(
  count: number,
  width: number,
  operation: (number: number) => Promise<unknown>,
): Promise<Timed> {
  const took: number[] = [];
  let next = 0;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (next < count) {
      const number = next;
      next += 1;
      const before = performance.now();
      await operation(number);
      took.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return { sorted: took.sort((a, b) => a - b), elapsedMs: performance.now() - started };
}

/** The value below which a share of the sorted ones lies. */
export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
