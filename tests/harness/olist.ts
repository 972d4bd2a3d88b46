import { existsSync } from 'node:fs';
import { describe } from '@jest/globals';

/** The folder of the Olist tables, a public data set of real orders that is not part of the project. */
export const olistFolder = process.env['OLIST'] ?? '';

/** What is tried on real orders; skipped where the environment's OLIST names no folder. */
export function withOlist(title: string, tests: () => void): void {
  const group = existsSync(olistFolder) ? describe : describe.skip;
  group(`${title} (needs the Olist tables: OLIST=DIR)`, tests);
}
