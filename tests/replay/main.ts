import { startSoukProcess, temporaryData } from '../harness/souk-process.ts';
import { tableOf } from './compare.ts';
import { readOlist, type Olist } from './olist.ts';
import { showProgress } from './progress.ts';
import { checkReplay, replayOrders, type Place } from './replay-orders.ts';
import { replayable, TOLERANCE, type LeftOut } from './replayable.ts';
import { readSettings, USAGE, type Settings } from './settings.ts';

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
  const breakOff = (): void => void souk.kill().then(() => (remove(), process.exit(130)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, breakOff);
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

process.exitCode = await main(process.argv.slice(2));
