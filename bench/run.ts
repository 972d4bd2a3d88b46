import { availableParallelism, cpus, loadavg } from 'node:os';
import { carts } from './measurements/carts.ts';
import { checkouts } from './measurements/checkouts.ts';
import { database } from './measurements/database.ts';
import { imports } from './measurements/imports.ts';
import { pages } from './measurements/pages.ts';
import { starts } from './measurements/starts.ts';
import { isMet, type Row } from './report/row.ts';
import { tableOf } from './report/table.ts';

const MEASUREMENTS = [database, starts, imports, pages, carts, checkouts];

const HELP = `npm run bench [-- NAME… --quick]

Measures Souk as its users start it, the load in processes of its own, the bare limits beside it. About three minutes;
--quick only looks whether everything runs. Names: ${MEASUREMENTS.map(({ name }) => name).join(', ')}.
Exit code 1 when a goal is missed.`;

/** Runs the chosen measurements one after another and prints one table. */
async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(HELP);
    return 0;
  }
  const quick = args.includes('--quick');
  const names = args.filter((arg) => !arg.startsWith('--'));
  const unknown = names.filter((name) => !MEASUREMENTS.some((each) => each.name === name));
  if (unknown.length > 0) {
    console.error(`No measurement ${unknown.join(', ')}.\n\n${HELP}`);
    return 2;
  }
  const chosen = MEASUREMENTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const rows: Row[] = [];
  for (const { name, measure } of chosen) {
    process.stderr.write(`${name} …\n`);
    rows.push(...(await measure({ quick })));
  }
  console.log(`\n${machine()}\n\n${tableOf(rows)}`);
  return rows.some((row) => isMet(row) === false) ? 1 : 0;
}

function machine(): string {
  const load = loadavg()[0] ?? 0;
  return `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}, load ${load.toFixed(1)}`;
}

process.exitCode = await main(process.argv.slice(2));
