import { parseArgs } from 'node:util';
import { startSoukProcess, temporaryData } from '../harness/souk-process.ts';
import { tableOf } from './compare.ts';
import { readOlist, type Olist } from './olist.ts';
import { showProgress } from './progress.ts';
import { checkReplay, replayOrders, type Place } from './replay-orders.ts';
import { replayable, TOLERANCE, type LeftOut } from './replayable.ts';

const USAGE = `npm run replay -- --olist DIR [--limit N] [--catalogue sold|all] [--url URL --token TOKEN [--check-only]]

Lets a Souk live through the orders of an Olist folder, through its public API, and compares what it says afterwards with
what the tables say. Ends with 1 when anything differs.

  --olist DIR        folder with orders.csv, order_items.csv, order_payments.csv, customers.csv, sellers.csv,
                     products.csv and category_names.csv
  --limit N          only the first N orders by time of purchase
  --catalogue WHICH  sold: only products that are bought (default with --limit); all: every product of the folder
  --url, --token     a running Souk (SOUK_PAYMENT_TOLERANCE=${TOLERANCE}, SOUK_RATE_LIMIT=0, SOUK_RATE_LIMIT_CREDENTIALS=0) and an
                     administrator's token; without them one is started for the run, in a directory of its own
  --check-only       only compares: that Souk has lived through the orders already`;

type Settings = {
  readonly folder: string;
  readonly limit: number | null;
  readonly everything: boolean;
  readonly place: Place | null;
  readonly checkOnly: boolean;
};

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const settings = readSettings(args);
  if (settings === null) {
    console.error(USAGE);
    return 2;
  }
  const { olist, leftOut } = replayable(readOlist(settings.folder, settings.limit));
  tellLeftOut(olist, leftOut);
  const started = performance.now();
  const agrees = await (settings.place === null
    ? withOwnSouk((place) => replayAt(place, olist, settings))
    : replayAt(settings.place, olist, settings));
  console.log(`${agrees ? 'Everything agrees' : 'THERE ARE DIFFERENCES'}: ${secondsSince(started)} in all.`);
  return agrees ? 0 : 1;
}

function readSettings(args: string[]): Settings | null {
  const { values } = parseArgs({
    args,
    options: {
      olist: { type: 'string' },
      limit: { type: 'string' },
      catalogue: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string' },
      'check-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { olist: folder, url, token } = values;
  const limit = values.limit === undefined ? null : Number(values.limit);
  const catalogue = values.catalogue ?? (limit === null ? 'all' : 'sold');
  if (values.help || folder === undefined || (url === undefined) !== (token === undefined)) return null;
  if (limit !== null && !(Number.isInteger(limit) && limit > 0)) return null;
  if (catalogue !== 'all' && catalogue !== 'sold') return null;
  const place = url === undefined || token === undefined ? null : { url, token };
  const checkOnly = values['check-only'];
  if (checkOnly && place === null) return null;
  return { folder, limit, everything: catalogue === 'all', place, checkOnly };
}

function tellLeftOut(olist: Olist, leftOut: readonly LeftOut[]): void {
  console.log(`${olist.orders.length} orders`);
  for (const { orderId, why } of leftOut) console.log(`left out: order ${orderId} (${why})`);
  for (const order of olist.orders)
    for (const { sequence, type } of order.skippedPayments)
      console.log(`skipped: payment ${sequence} of order ${order.id}, a ${type} of 0.00`);
}

async function withOwnSouk(work: (place: Place) => Promise<boolean>): Promise<boolean> {
  const { dataDir, remove } = temporaryData('replay');
  const souk = await startSoukProcess({ dataDir, env: { SOUK_PAYMENT_TOLERANCE: String(TOLERANCE) } });
  try {
    const agrees = await work({ url: souk.url, token: souk.operatorToken });
    if (!agrees) console.error(souk.output());
    return agrees;
  } catch (error) {
    console.error(souk.output());
    throw error;
  } finally {
    await souk.stop();
    remove();
  }
}

async function replayAt(place: Place, olist: Olist, settings: Settings): Promise<boolean> {
  if (!settings.checkOnly) {
    const started = performance.now();
    const { everything } = settings;
    const progress = showProgress(process.stderr);
    await replayOrders(place, olist, {
      everything,
      say: (line) => console.log(`${line} (after ${secondsSince(started)})`),
      progress: progress.show,
    });
    progress.end();
    console.log(`replayed in ${secondsSince(started)}`);
  }
  const comparison = await checkReplay(place, olist);
  console.log(tableOf(comparison));
  return comparison.agrees;
}

function secondsSince(started: number): string {
  return `${((performance.now() - started) / 1_000).toFixed(1)} s`;
}
