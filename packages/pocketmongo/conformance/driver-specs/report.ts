import { knownFailure, type KnownFailure } from './known-failures.ts';
import type { TestOutcome } from './run-file.ts';

/** The outcomes of a folder's tests, with the file of each. */
export interface FolderReport {
  folder: string;
  outcomes: readonly (TestOutcome & { file: string })[];
}

/** Of the tests that apply, so many must pass. */
const WANTED = 0.95;

interface Sums {
  passed: number;
  failed: number;
  /** Known failures of the driver, and what the server refuses by decision. */
  leftOut: number;
  skipped: number;
  /** Problems that make the run fail: unknown failures, known ones that pass, too many failures. */
  problems: string[];
}

/** Prints a failure as soon as it is there. */
export function printFailure(
  folder: string,
  outcome: FolderReport['outcomes'][number],
  print: (line: string) => void,
): void {
  if (outcome.state !== 'failed') return;
  const known = knownFor(folder, outcome);
  const name = `${folder}/${outcome.file}: ${outcome.test}`;
  print(
    known === undefined
      ? `FAILED  ${name}\n        ${outcome.message}`
      : `known   ${name} (${known.by}: ${known.reason})`,
  );
}

/** Prints a table, and what is wrong; true when nothing is. */
export function printReport(reports: readonly FolderReport[], print: (line: string) => void): boolean {
  const rows = reports.map((report) => ({ folder: report.folder, ...sumsOf(report) }));
  printSkipped(reports, print);
  print(row('folder', 'passed', 'failed', 'left out', 'skipped', 'share'));
  for (const one of rows) print(sumsRow(one.folder, one));
  const total = (pick: (sums: Sums) => number): number => rows.reduce((sum, one) => sum + pick(one), 0);
  print(
    sumsRow('all', {
      passed: total(({ passed }) => passed),
      failed: total(({ failed }) => failed),
      leftOut: total(({ leftOut }) => leftOut),
      skipped: total(({ skipped }) => skipped),
    }),
  );
  const problems = rows.flatMap((one) => one.problems);
  for (const problem of problems) print(problem);
  return problems.length === 0;
}

function knownFor(folder: string, outcome: FolderReport['outcomes'][number]): KnownFailure | undefined {
  const known = knownFailure(folder, outcome.file, outcome.test);
  if (outcome.state !== 'failed') return known;
  return known !== undefined && outcome.message.includes(known.message) ? known : undefined;
}

function sumsOf({ folder, outcomes }: FolderReport): Sums {
  const sums: Sums = { passed: 0, failed: 0, leftOut: 0, skipped: 0, problems: [] };
  for (const outcome of outcomes) {
    const known = knownFor(folder, outcome);
    const name = `${folder}/${outcome.file}: ${outcome.test}`;
    const counts = outcome.state !== 'failed' || known === undefined || known.by === 'server';
    sums[counts ? outcome.state : 'leftOut'] += 1;
    if (outcome.state === 'failed' && known === undefined) sums.problems.push(`not listed: ${name}`);
    if (outcome.state === 'passed' && known?.test !== undefined)
      sums.problems.push(`listed, but passes: ${name}`);
  }
  const applied = sums.passed + sums.failed;
  if (applied > 0 && sums.passed / applied < WANTED) {
    sums.problems.push(`less than ${100 * WANTED} % of those that apply pass: ${folder}`);
  }
  return sums;
}

function printSkipped(reports: readonly FolderReport[], print: (line: string) => void): void {
  const counts = new Map<string, number>();
  for (const { outcomes } of reports) {
    for (const outcome of outcomes) {
      if (outcome.state !== 'skipped') continue;
      counts.set(outcome.reason, (counts.get(outcome.reason) ?? 0) + 1);
    }
  }
  for (const [reason, count] of [...counts].sort(([, one], [, other]) => other - one)) {
    print(`skipped ${String(count).padStart(4)}  ${reason}`);
  }
}

const share = (passed: number, failed: number): string =>
  passed + failed === 0 ? '–' : `${((100 * passed) / (passed + failed)).toFixed(1)} %`;

const sumsRow = (folder: string, { passed, failed, leftOut, skipped }: Omit<Sums, 'problems'>): string =>
  row(folder, passed, failed, leftOut, skipped, share(passed, failed));

const row = (folder: string, ...cells: readonly (string | number)[]): string =>
  `${folder.padEnd(30)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
