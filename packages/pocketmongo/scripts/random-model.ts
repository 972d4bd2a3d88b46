/** Runs made-up commands on a server and on a model of plain code and compares every answer; see `--help`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { runRandom } from '../conformance/random/run.ts';
import { Statistics } from '../conformance/random/statistics.ts';
import { startPocketMongo } from '../src/index.ts';

const HELP = `node scripts/random-model.ts [--operations 100000] [--seed N] [--uri URI]

Makes up commands and asks them of a server (its own, or URI) and of a model: a list of documents that plain code goes
through from the first to the last, without indexes. Answers are compared whole, numbers with their types, errors by
their codes (of a batch, by that of its first error), and every tenth command all that is stored.

Indexes of 26 kinds come and go between the commands, so that the planner chooses. Every find, count and aggregate is
asked for once more without any index (the hint {$natural: 1}) and once more by the hint of each index that stands and
is neither sparse nor partial, which by a hint answer with the documents that they have.

The first different answer ends the run with 1 and a shrunk reproduction. A run that ends without one prints how often
everything appeared, and, when it had 100,000 operations or more, ends with 1 when an operator appeared less than 500
times, an index stood or did not stand for less than 500 commands, or less than 60 % of the queries returned documents.`;

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    uri: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
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
  const faults = difference === undefined ? statistics.lacking() : [difference];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
} finally {
  await client.close();
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
