/**
 * Asks random queries with and without each kind of index: `node scripts/compare-plans.ts [--rounds 100] [--queries 200]
 * [--seed N]`. Prints how often each index was chosen; ends with 1 when answers differed.
 */
import { parseArgs } from 'node:util';
import { comparePlans } from '../src/check/plans/compare-plans.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    queries: { type: 'string', default: '200' },
    seed: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
console.log(`seed ${seed}`);
const report = await comparePlans(seed, Number(values.rounds), Number(values.queries));
console.log(`${report.queries} queries, ${report.fruitful} found something`);
for (const [name, times] of report.used) console.log(`  ${String(times).padStart(8)}  ${name}`);
console.log(`${report.differences.length} different answers`);
for (const difference of report.differences.slice(0, 20)) console.error(difference);
process.exitCode = report.differences.length === 0 ? 0 : 1;
