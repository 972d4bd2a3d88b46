import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { startBare } from './bare.ts';
import { isMet, tableOf, type Figure } from './figure.ts';
import { foreignTarget, ownTarget } from './target.ts';
import { besideAggregations } from './works/beside-aggregations.ts';
import { increments } from './works/increments.ts';
import { inserts } from './works/inserts.ts';
import { lean } from './works/lean.ts';
import { mixedLoad } from './works/mixed-load.ts';
import { pointReads } from './works/point-reads.ts';
import { scans } from './works/scans.ts';
import { sortedLists } from './works/sorted-lists.ts';
import { starts } from './works/starts.ts';
import { transactions } from './works/transactions.ts';
import { fill, type Work, type World } from './world.ts';

const WORKS: readonly Work[] = [
  pointReads,
  inserts,
  increments,
  transactions,
  lean,
  sortedLists,
  scans,
  besideAggregations,
  mixedLoad,
  starts,
];
/** Those that start servers of their own. */
const EMBEDDED: readonly Work[] = [mixedLoad, starts];
/** Those that a server with passwords refuses. */
const OPEN_ACCESS: readonly Work[] = [lean];

const HELP = `npm run bench -w packages/pocketmongo [-- NAME… --documents 200000 --uri URI --quick]

Measures a server in a process of its own, 32 requests in flight, beside the bare store doing the same gets and puts.
--uri measures any MongoDB instead (its database "bench" is dropped). --quick only looks whether everything runs.
Names: ${WORKS.map(({ name }) => name).join(', ')}. Exit code 1 when a wanted figure is missed.`;

/** Runs the chosen works one after another and prints one table. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      quick: { type: 'boolean' },
      uri: { type: 'string' },
      documents: { type: 'string' },
    },
  });
  const unknown = positionals.filter((name) => !WORKS.some((work) => work.name === name));
  if (values.help === true || unknown.length > 0) {
    console.log(unknown.length > 0 ? `No work ${unknown.join(', ')}.\n\n${HELP}` : HELP);
    return unknown.length > 0 ? 2 : 0;
  }
  const quick = values.quick === true;
  const documents = Number(values.documents ?? (quick ? 2_000 : 200_000));
  const chosen = WORKS.filter(
    (work) =>
      (positionals.length === 0 || positionals.includes(work.name)) &&
      (values.uri === undefined || !(EMBEDDED.includes(work) || OPEN_ACCESS.includes(work))),
  );
  const figures = await measureAll(chosen, documents, quick ? 0.01 : 1, values.uri);
  console.log(`\n${machine()}, ${documents.toLocaleString('en')} documents\n\n${tableOf(figures)}`);
  return quick || figures.every(isMet) ? 0 : 1;
}

async function measureAll(
  works: readonly Work[],
  documents: number,
  scale: number,
  uri: string | undefined,
): Promise<Figure[]> {
  const target = uri === undefined ? await ownTarget() : foreignTarget(uri);
  const bare = await startBare(documents);
  const client = await MongoClient.connect(target.uri);
  try {
    const db = client.db('bench');
    const world: World = { client, db, target, bare, documents, scale };
    await db.dropDatabase();
    await fill(db, 'products', documents);
    await db
      .collection('products')
      .createIndexes([{ key: { sku: 1 }, unique: true }, { key: { category: 1, price: 1 } }]);
    const figures: Figure[] = [];
    for (const { name, run } of works) {
      process.stderr.write(`${name} …\n`);
      const measured = await run(world);
      // The table comes at the end; who stops a long run has these.
      for (const { what, value, unit } of measured)
        process.stderr.write(`  ${what}: ${value.toFixed(1)} ${unit}\n`);
      figures.push(...measured);
    }
    await db.dropDatabase();
    return figures;
  } finally {
    await client.close();
    bare.stop();
    await target.stop();
  }
}

function machine(): string {
  const load = loadavg()[0] ?? 0;
  return `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}, load ${load.toFixed(1)}`;
}

process.exitCode = await main();
