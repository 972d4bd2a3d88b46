/**
 * Shoots mutated messages at a server: `node scripts/fuzz.ts [--minutes 10] [--seed N]`. Ends with 1 when there was a
 * crash, an unexpected failure, a missing answer or a leak, and prints examples.
 */
import { parseArgs } from 'node:util';
import { fuzz } from '../src/check/fuzz/fuzz.ts';
import { TargetProcess } from '../src/check/fuzz/target-process.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const MEBIBYTE = 2 ** 20;
const MAX_GROWTH = 64 * MEBIBYTE;

console.log(`seed ${seed}, ${values.minutes} minutes`);
const target = new TargetProcess();
await target.start();
const report = await fuzz(target, seed, Date.now() + Number(values.minutes) * 60_000);
const exitCode = await target.stop();

console.log(`${report.commands} commands, ${report.spoiled} spoiled messages`);
for (const [outcome, count] of Array.from(report.outcomes).sort(([, a], [, b]) => b - a))
  console.log(`  ${String(count).padStart(8)}  ${outcome}`);
const growth = report.memoryAtEnd - report.memoryAtStart;
console.log(
  `memory ${(report.memoryAtStart / MEBIBYTE).toFixed(1)} MiB at the start, ${(report.memoryAtEnd / MEBIBYTE).toFixed(1)} at the end; ` +
    `connections ${report.connectionsAtEnd}, cursors ${report.cursorsAtEnd}`,
);
const problems = Array.from(report.findings, ([what, example]) => `${what}\n  ${example}\n`);
if (exitCode !== 0) problems.push(`the server ended with ${exitCode ?? 'a signal'}: ${target.complaint}`);
if (growth > MAX_GROWTH) problems.push(`memory grew by ${Math.round(growth / MEBIBYTE)} MiB`);
if (report.connectionsAtEnd > 1) problems.push(`${report.connectionsAtEnd - 1} connections are left open`);
// A client that got an answer has closed its cursor; a spoiled message may still open one of which nobody hears.
if (report.cursorsAtEnd > Math.ceil(report.spoiled / 50_000))
  problems.push(`${report.cursorsAtEnd} cursors are left open`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
