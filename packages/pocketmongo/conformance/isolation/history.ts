/** One step of a transaction: a value is appended to the list of a row, or the list is read. */
export type Step =
  { kind: 'append'; row: number; value: number } | { kind: 'read'; row: number; list: readonly number[] };

/** A transaction as its client saw it; the times are of one clock. */
export type Attempt = {
  id: number;
  /** `unknown`: the commit was sent and its answer was lost. */
  outcome: 'committed' | 'aborted' | 'unknown';
  startedAt: number;
  endedAt: number;
  steps: readonly Step[];
};

/** Every value is appended once in a history. */
export type History = {
  attempts: readonly Attempt[];
  /** The lists after everything has ended. */
  final: ReadonlyMap<number, readonly number[]>;
};

export type Problem = { anomaly: string; told: string };

export type Writer = {
  attempt: Attempt;
  /** The last value that the transaction appended to the row. */ last: boolean;
};

/** Who appended each value. */
export function writersOf({ attempts }: History): Map<number, Writer> {
  const writers = new Map<number, Writer>();
  for (const attempt of attempts) {
    const lasts = new Map<number, number>();
    for (const step of attempt.steps) if (step.kind === 'append') lasts.set(step.row, step.value);
    for (const step of attempt.steps)
      if (step.kind === 'append')
        writers.set(step.value, { attempt, last: lasts.get(step.row) === step.value });
  }
  return writers;
}

export const isPrefix = (short: readonly number[], long: readonly number[]): boolean =>
  short.length <= long.length && short.every((value, at) => long[at] === value);

/** What a transaction has appended to a row before a step. */
export function ownBefore({ steps }: Attempt, at: number, row: number): number[] {
  return steps
    .slice(0, at)
    .flatMap((step) => (step.kind === 'append' && step.row === row ? [step.value] : []));
}

/** The list that a read saw of others: without what the transaction itself had appended. */
export function readOfOthers(attempt: Attempt, at: number): readonly number[] {
  const step = attempt.steps[at];
  if (step?.kind !== 'read') return [];
  const own = ownBefore(attempt, at, step.row).length;
  return step.list.slice(0, step.list.length - own);
}
