/** Shows on standard error how an import goes: rows, rate, faults. */
export type Progress = {
  add(batch: { rows: number; bad: number; counts: Readonly<Record<string, number>> }): void;
  fault(message: string): void;
  note(message: string): void;
  end(): void;
  totals(): { rows: number; counts: Readonly<Record<string, number>>; bad: number };
};

const EVERY_MS = 1_000;

/** @param badBefore rows that an interrupted run has found bad. */
export function startProgress(label: string, badBefore: number): Progress {
  const started = performance.now();
  const counts: Record<string, number> = {};
  let rows = 0;
  let bad = badBefore;
  let shownAt = started;
  const live = process.stderr.isTTY;

  const line = (): string => {
    const seconds = (performance.now() - started) / 1_000;
    return `${label}: ${rows} rows, ${Math.round(rows / Math.max(seconds, 0.001))}/s, ${bad} bad`;
  };
  const write = (message: string): void => {
    process.stderr.write(live ? `\r\u001b[K${message}` : `${message}\n`);
  };

  return {
    add: (batch) => {
      rows += batch.rows;
      bad += batch.bad;
      for (const [outcome, many] of Object.entries(batch.counts))
        counts[outcome] = (counts[outcome] ?? 0) + many;
      if (performance.now() - shownAt < EVERY_MS) return;
      shownAt = performance.now();
      write(line());
    },
    fault: (message) => write(`${message}${live ? '\n' : ''}`),
    note: (message) => write(`${label}: ${message}${live ? '\n' : ''}`),
    end: () => write(`${line()}${live ? '\n' : ''}`),
    totals: () => ({ rows, counts, bad }),
  };
}
