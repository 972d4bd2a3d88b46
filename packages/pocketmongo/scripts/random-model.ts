/**
 * Runs made-up commands on a server and on a model of plain code and compares every answer:
 * `node scripts/random-model.ts [--operations 100000] [--seed N] [--uri URI]`. Ends with 1 at the first difference.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { runRandom } from '../conformance/random/run.ts';
import { Statistics } from '../conformance/random/statistics.ts';
import { startPocketMongo } from '../src/index.ts';

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    uri: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const dataDir = mkdtempSync(join(tmpdir(), 'pocketmongo-random-'));
const server = values.uri === undefined ? await startPocketMongo({ dataDir }) : undefined;
const client = new MongoClient(values.uri ?? server?.uri('admin') ?? '');
try {
  const statistics = new Statistics();
  console.log(`seed ${seed}, ${values.operations} operations`);
  const difference = await runRandom(
    client.db('pocketmongo_random'),
    seed,
    Number(values.operations),
    statistics,
  );
  console.log(statistics.report());
  if (difference !== undefined) {
    console.error(difference);
    process.exitCode = 1;
  }
} finally {
  await client.close();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
