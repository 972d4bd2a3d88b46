/** Shows on standard error how an import goes: rows, rate, faults. */
export type Progress = {
  add(rows: number, counts: Readonly<Record<string, number>>): void;
  fault(message: string): void;
  note(message: string): void;
  end(): void;
  totals(): { rows: number; counts: Readonly<Record<string, number>>; bad: number };
};

const EVERY_MS = 1_000;

export function startProgress(label: string): Progress {
  const started = performance.now();
  const counts: Record<string, number> = {};
  let rows = 0;
  let bad = 0;
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
    add: (more, outcomes) => {
      rows += more;
      for (const [outcome, many] of Object.entries(outcomes)) counts[outcome] = (counts[outcome] ?? 0) + many;
      if (performance.now() - shownAt < EVERY_MS) return;
      shownAt = performance.now();
      write(line());
    },
    fault: (message) => {
      bad += 1;
      write(`${message}${live ? '\n' : ''}`);
    },
    note: (message) => write(`${label}: ${message}${live ? '\n' : ''}`),
    end: () => write(`${line()}${live ? '\n' : ''}`),
    totals: () => ({ rows, counts, bad }),
  };
}
