import { setTimeout as delay } from 'node:timers/promises';
import { readJournal, type Entry } from './buyers/journal.ts';
import { startBuyers, type Buyers } from './buyers/start-buyers.ts';
import { checkAcknowledged } from './invariants/check-acknowledged.ts';
import { allHold, tableOf, type Finding } from './invariants/finding.ts';
import { settle, type Settled } from './invariants/settle.ts';
import { killAtRandom, type Kills } from './killer.ts';
import { randomFrom } from './random.ts';
import { actOutside } from './world/at-rest.ts';
import type { ProviderProcess } from './world/provider-process.ts';
import { stockShop, type Offer } from './world/shop.ts';
import { openWorld, type World } from './world/world.ts';

export type ChaosOptions = {
  readonly seed: number;
  readonly checkouts: number;
  readonly kills: number;
  readonly say?: (line: string) => void;
};

export type ChaosReport = {
  readonly findings: readonly Finding[];
  readonly kills: Kills;
  readonly holds: boolean;
  /** All of it as lines for a person. */
  readonly text: string;
};

/** Buyers beyond the wanted number, who are cut off in the middle together with Souk. */
const CUT_OFF = 24;

/**
 * Lets buyers in a process of their own buy from a Souk that is killed again and again; at the end Souk and the buyers
 * are killed at once, Souk is started for the last time, and within a minute every invariant must hold.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { seed, checkouts, kills, say = () => undefined } = options;
  const began = Date.now();
  const world = await openWorld('chaos');
  try {
    await world.start();
    const offers = await stockShop(world.admin(), shelvesFor(checkouts));
    say(`seed ${seed}: ${checkouts} checkouts of ${offers.length} offers, ${kills} kills …`);
    const buyers = startBuyers(world, offers, { seed, buyers: checkouts + CUT_OFF });
    const counts = await killWhileBuying(world, buyers, options).finally(buyers.cutOff);
    await world.start();
    counts.starts += 1;
    const journal = readJournal(buyers.journal);
    const settled = await settleWith(world, offers, journal);
    const text = textOf({ checkouts, tookMs: Date.now() - began, counts, journal, settled });
    const { findings } = settled;
    return { findings, kills: counts, holds: allHold(findings), text };
  } finally {
    await world.end();
  }
}

/** Enough of most things; the popular ones run out. */
function shelvesFor(checkouts: number) {
  return { name: 'chaos', sellers: 5, offersPerSeller: 12, stock: Math.ceil(checkouts / 12) };
}

/** Ends with Souk killed and the buyers still at it. */
async function killWhileBuying(world: World, buyers: Buyers, options: ChaosOptions): Promise<Kills> {
  const { seed, checkouts, kills, say = () => undefined } = options;
  const progress = progressOf(say, checkouts);
  const counts = await killAtRandom(world, randomFrom(seed, -1), {
    kills: kills - 1,
    purchases: checkouts,
    ended: () => Math.min(checkouts, progress(buyers.ended())),
  });
  while (progress(buyers.ended()) < checkouts) await delay(20);
  await world.kill();
  return { ...counts, running: counts.running + 1 };
}

function settleWith(world: World, offers: readonly Offer[], journal: readonly Entry[]): Promise<Settled> {
  return settle(world, offers, {
    more: async (books) => {
      await endOutside(world.provider);
      return checkAcknowledged(world.guest, journal, books);
    },
  });
}

/** Says how far the buyers are, at each tenth; gives `ended` back. */
function progressOf(say: (line: string) => void, of: number): (ended: number) => number {
  let told = 0;
  return (ended) => {
    const tenth = Math.floor((10 * ended) / of);
    if (tenth > told) say(`  ${ended} of ${of} purchases have ended`);
    told = tenth;
    return ended;
  };
}

/** Buyers and banks do their part about what still waits. */
async function endOutside(provider: ProviderProcess): Promise<void> {
  for (let after: string | null = null; ;) {
    const page = await provider.api.list({ after, limit: 500 });
    const waiting = page.filter(({ state }) =>
      ['pending', 'under-review', 'requires-action'].includes(state),
    );
    for (const { reference, method } of waiting) {
      const payment = { id: reference, method, state: '', slipReference: null };
      await actOutside({ provider }, { state: 'awaiting-payment', payments: [payment] });
    }
    after = page.at(-1)?.reference ?? null;
    if (page.length < 500 || after === null) return;
  }
}

type Outcome = {
  readonly checkouts: number;
  readonly tookMs: number;
  readonly counts: Kills;
  readonly journal: readonly Entry[];
  readonly settled: Settled;
};

function textOf({ checkouts, tookMs, counts, journal, settled }: Outcome): string {
  const { running, starting, provider, starts } = counts;
  return [
    `${checkouts} checkouts and ${CUT_OFF} buyers cut off: ${outcomesOf(journal)}`,
    `${running} kills while running, ${starting} while starting, ${provider} of the provider; ${starts} starts; ${seconds(tookMs)} in all`,
    `at rest ${seconds(settled.afterMs)} after the last start:`,
    tableOf(settled.findings),
  ].join('\n');
}

function outcomesOf(journal: readonly Entry[]): string {
  const names = journal.map((entry) => (entry.what === 'refused' ? `refused (${entry.code})` : entry.what));
  return [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${name} ${all.length}`).join(', ');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
