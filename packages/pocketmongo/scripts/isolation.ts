/**
 * Checks the isolation of concurrent transactions on few rows, then how much 16 clients on 12 rows get done against one:
 * `node scripts/isolation.ts [--transactions 20000] [--seconds 20] [--seed N] [--uri URI]`. Ends with 1 at an anomaly.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { checkHistory } from '../conformance/isolation/check-history.ts';
import { runTransfers, type Transfers } from '../conformance/isolation/transfers.ts';
import { runWorkload } from '../conformance/isolation/workload.ts';
import { startPocketMongo } from '../src/index.ts';
import { randomOf } from '../src/check/kill/workload.ts';

const CLIENTS = 16;
const ROUND = 2_000;
const WANTED_RATIO = 0.6;

const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '20' },
    seed: { type: 'string' },
    uri: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const random = randomOf(seed);
const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-isolation-'));
const server = values.uri === undefined ? await startPocketMongo({ dataDir, mode: 'worker' }) : undefined;
const client = new MongoClient(values.uri ?? server?.uri('admin') ?? '');

async function histories(): Promise<void> {
  const counts = { committed: 0, aborted: 0, unknown: 0, writeSkews: 0 };
  for (let left = Number(values.transactions); left > 0; left -= ROUND) {
    const history = await runWorkload(client, {
      clients: CLIENTS,
      rows: 4 + random(9),
      transactions: Math.ceil(Math.min(left, ROUND) / CLIENTS),
      random,
    });
    for (const { outcome } of history.attempts) counts[outcome] += 1;
    const verdict = checkHistory(history);
    counts.writeSkews += verdict.writeSkews;
    for (const { anomaly, told } of verdict.problems.slice(0, 20)) console.error(`${anomaly}: ${told}`);
    if (verdict.problems.length > 0) process.exitCode = 1;
  }
  console.log(
    `${counts.committed} transactions committed, ${counts.aborted} aborted, ${counts.unknown} unknown; ` +
      `${counts.writeSkews} pairs with write skew, which is allowed`,
  );
}

/** One client and many take turns, so that what else the machine does meets both. */
async function progress(): Promise<void> {
  const rates: Record<string, number[]> = { one: [], many: [] };
  const turns = 5;
  const milliseconds = (Number(values.seconds) * 1_000) / (2 * turns);
  const measure = async (name: string, clients: number): Promise<Transfers> => {
    const result = await runTransfers(client, { clients, rows: 12, milliseconds, random });
    rates[name]?.push((result.committed * 1_000) / result.milliseconds);
    if (result.wrongSums > 0) {
      console.error(`${result.wrongSums} sums were wrong`);
      process.exitCode = 1;
    }
    return result;
  };
  let conflicts = 0;
  let committed = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    await measure('one', 1);
    const many = await measure('many', CLIENTS);
    conflicts += many.conflicts;
    committed += many.committed;
  }
  const [one, many] = [median(rates['one'] ?? []), median(rates['many'] ?? [])];
  const ratio = many / one;
  console.log(
    `transfers per second: ${one.toFixed(0)} by one client, ${many.toFixed(0)} by ${CLIENTS} on 12 rows, ratio ${ratio.toFixed(2)} ` +
      `(wanted ${WANTED_RATIO}); ${(conflicts / committed).toFixed(2)} conflicts per transfer; sums right`,
  );
  if (ratio < WANTED_RATIO) process.exitCode = 1;
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

try {
  console.log(`seed ${seed}`);
  await histories();
  await progress();
} finally {
  await client.close();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
