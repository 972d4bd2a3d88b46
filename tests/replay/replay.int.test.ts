import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { olistFolder, withOlist } from '../harness/olist.ts';
import { startSoukProcess, temporaryData, type SoukProcess } from '../harness/souk-process.ts';
import { tableOf } from './compare.ts';
import { readOlist } from './olist.ts';
import { checkReplay, replayOrders, type Place } from './replay-orders.ts';
import { replayable, TOLERANCE } from './replayable.ts';
import { writeSmallFolder, type SmallFolder } from './synthetic.ts';

/** A Souk of its own for one replay. */
function soukForReplay(): { place: () => Place; start: () => Promise<void>; stop: () => Promise<void> } {
  let data: ReturnType<typeof temporaryData> | null = null;
  let souk: SoukProcess | null = null;
  return {
    place: () => {
      if (souk === null) throw new Error('not started');
      return { url: souk.url, token: souk.operatorToken };
    },
    start: async () => {
      data = temporaryData('replay-test');
      souk = await startSoukProcess({
        dataDir: data.dataDir,
        env: { SOUK_PAYMENT_TOLERANCE: String(TOLERANCE) },
      });
    },
    stop: async () => {
      await souk?.stop();
      data?.remove();
    },
  };
}

const quiet = { everything: false, say: () => undefined, progress: () => undefined };

describe('a small folder with every kind of order', () => {
  const souk = soukForReplay();
  let small: SmallFolder;

  beforeAll(async () => {
    small = writeSmallFolder();
    await souk.start();
    const { olist } = replayable(readOlist(small.folder));
    await replayOrders(souk.place(), olist, { ...quiet, everything: true });
  });

  afterAll(async () => {
    await souk.stop();
    small.remove();
  });

  it('leaves out, by name, what no shop could have taken', () => {
    expect(replayable(readOlist(small.folder)).leftOut).toEqual([
      { orderId: 'paid-too-little', why: 'payments are off by -3 centavos' },
      { orderId: 'without-items', why: 'the source has no items for it' },
    ]);
  });

  it('is told back to the centavo', async () => {
    const comparison = await checkReplay(souk.place(), replayable(readOlist(small.folder)).olist);
    if (!comparison.agrees) throw new Error(tableOf(comparison));
    expect(comparison.differences).toEqual([]);
  });

  it('differs from a copy of the tables with one price changed by a centavo', async () => {
    const { olist } = replayable(readOlist(small.withOnePriceChanged));
    const comparison = await checkReplay(souk.place(), olist, 0);
    expect(comparison.agrees).toBe(false);
    expect(comparison.rows.filter((row) => !row.agrees).map((row) => row.figure)).toContain('items');
    expect(comparison.differences.map((each) => each.split(':')[0])).toEqual([
      'order only-invoiced',
      'seller bia',
    ]);
  });
});

withOlist('20 orders of a real marketplace', () => {
  const souk = soukForReplay();

  beforeAll(souk.start);
  afterAll(souk.stop);

  it('are told back to the centavo', async () => {
    const { olist } = replayable(readOlist(olistFolder, 20));
    await replayOrders(souk.place(), olist, quiet);
    const comparison = await checkReplay(souk.place(), olist);
    if (!comparison.agrees) throw new Error(tableOf(comparison));
    expect(comparison.rows.every((row) => row.agrees)).toBe(true);
  });
});
