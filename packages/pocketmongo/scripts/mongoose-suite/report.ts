import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { LEFT_OUT_FILES, LEFT_OUT_TESTS } from './left-out.ts';

interface TestResult {
  fullTitle: string;
  /** Missing for hooks of the whole run. */
  file?: string;
  err: { message?: string };
}

/** Results as mocha's `json` reporter writes them. */
export interface SuiteResults {
  stats: { tests: number; passes: number; pending: number; failures: number; duration: number };
  failures: readonly TestResult[];
  pending: readonly TestResult[];
}

export const readResults = (file: string): SuiteResults =>
  JSON.parse(readFileSync(file, 'utf8')) as SuiteResults;

/** The results of two runs as one. */
export function joined(one: SuiteResults, other: SuiteResults): SuiteResults {
  const sum = (key: keyof SuiteResults['stats']): number => one.stats[key] + other.stats[key];
  return {
    stats: {
      tests: sum('tests'),
      passes: sum('passes'),
      pending: sum('pending'),
      failures: sum('failures'),
      duration: sum('duration'),
    },
    failures: [...one.failures, ...other.failures],
    pending: [...one.pending, ...other.pending],
  };
}

/** Prints what passed, failed, was skipped by the suite itself and was left out. */
export function printReport({ stats, failures, pending }: SuiteResults, checkout: string): void {
  const place = ({ file, fullTitle }: TestResult): string =>
    file === undefined ? fullTitle : `${relative(checkout, file)}: ${fullTitle}`;
  for (const { name, reason } of [...LEFT_OUT_FILES, ...LEFT_OUT_TESTS]) {
    console.log(`left out  ${name} (${reason})`);
  }
  for (const test of pending) console.log(`skipped by the suite itself  ${place(test)}`);
  for (const test of failures) {
    const message = (test.err.message ?? '').replaceAll(/\s+/g, ' ').slice(0, 300);
    console.log(`FAILED  ${place(test)}: ${message}`);
  }
  console.log(
    `${stats.passes} passed, ${stats.failures} failed, ${stats.pending} skipped by the suite itself, ` +
      `${LEFT_OUT_TESTS.length} tests and ${LEFT_OUT_FILES.length} folder left out, ` +
      `${Math.round(stats.duration / 1000)} s`,
  );
}
