/**
 * Kills a writing server again and again and checks what is left: `node scripts/kill-rounds.ts [rounds] [seed]`.
 * Ends with 1 at the first problem.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killRound } from '../src/check/kill/round.ts';
import { randomOf } from '../src/check/kill/workload.ts';

const rounds = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const directory = mkdtempSync(join(tmpdir(), 'pocketmongo-kill-'));
const random = randomOf(seed);
console.log(`seed ${seed}, ${rounds} rounds in ${directory}`);
for (let round = 1; round <= rounds; round += 1) {
  const report = await killRound(join(directory, 'data'), join(directory, 'journal'), round, random(600));
  console.log(`round ${round}: ${report.acknowledged} lines noted, ${report.transactions} transactions`);
  if (report.problems.length > 0) {
    console.error(report.problems.join('\n'));
    console.error(`the data is left in ${directory}`);
    process.exit(1);
  }
}
rmSync(directory, { recursive: true, force: true });
console.log('nothing lost, nothing torn');
