import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { readJournal, type Entry } from './buyers/journal.ts';
import type { BuyersOptions } from './buyers/main.ts';
import { checkAcknowledged } from './invariants/check-acknowledged.ts';
import { allHold, tableOf, type Finding } from './invariants/finding.ts';
import { settle } from './invariants/settle.ts';
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
  /** Settings of Souk over the world's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long after the last start everything may take to come to rest. */
  readonly restWithinMs?: number;
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
  const world = await openWorld('chaos', options.env);
  try {
    await world.start();
    const offers = await stockShop(world.admin(), shelvesFor(checkouts));
    say(`seed ${seed}: ${checkouts} checkouts of ${offers.length} offers, ${kills} kills …`);
    const buyers = startBuyers(world, offers, options);
    const progress = progressOf(say, checkouts);
    const counts = await killAtRandom(world, randomFrom(seed, -1), {
      kills: kills - 1,
      purchases: checkouts,
      ended: () => Math.min(checkouts, progress(buyers.ended())),
    });
    while (buyers.ended() < checkouts) {
      buyers.requireAlive();
      await delay(20);
    }
    await Promise.all([world.kill(), buyers.cutOff()]);
    counts.running += 1;
    await world.start();
    counts.starts += 1;
    const journal = readJournal(buyers.journal);
    const { findings, afterMs } = await settle(world, offers, {
      ...(options.restWithinMs === undefined ? {} : { withinMs: options.restWithinMs }),
      more: async (books) => {
        await endOutside(world.provider);
        return checkAcknowledged(world.guest, journal, books);
      },
    });
    const text = [
      `${checkouts} checkouts and ${CUT_OFF} cut off: ${outcomesOf(journal)}`,
      `${counts.running} kills while running, ${counts.starting} while starting, ${counts.provider} of the provider; ${counts.starts} starts; ${seconds(Date.now() - began)} in all`,
      `at rest ${seconds(afterMs)} after the last start:`,
      tableOf(findings),
    ].join('\n');
    return { findings, kills: counts, holds: allHold(findings), text };
  } finally {
    await world.end();
  }
}

/** Enough of most things; the popular ones run out. */
function shelvesFor(checkouts: number) {
  return { name: 'chaos', sellers: 5, offersPerSeller: 12, stock: Math.ceil(checkouts / 12) };
}

function startBuyers(world: World, offers: readonly Offer[], { seed, checkouts }: ChaosOptions) {
  const journal = join(world.dataDir, 'journal.jsonl');
  const file = join(world.dataDir, 'buyers.json');
  const wanted: BuyersOptions = {
    url: world.url,
    addressFile: join(world.dataDir, 'address.json'),
    provider: world.provider.access,
    journal,
    offers,
    seed,
    buyers: checkouts + CUT_OFF,
    purchasesAtOnce: Math.min(80, Math.max(20, Math.round(checkouts / 3))),
    requestsAtOnce: Math.min(12, Math.max(4, Math.round(checkouts / 100))),
  };
  writeFileSync(file, JSON.stringify(wanted));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'buyers', 'main.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' },
  });
  let ended = -1;
  createInterface({ input: child.stdout }).on('line', () => (ended += 1));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    journal,
    ended: () => {
      requireAlive(child, ended, wanted.buyers);
      return Math.max(0, ended);
    },
    requireAlive: () => requireAlive(child, ended, wanted.buyers),
    cutOff: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function requireAlive(child: ChildProcess, ended: number, buyers: number): void {
  const isGone = child.exitCode !== null || child.signalCode !== null;
  if (isGone && ended < buyers) throw new Error(`the buyers ended after ${ended} of ${buyers} purchases`);
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

function outcomesOf(journal: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const entry of journal) {
    const name = entry.what === 'refused' ? `refused (${entry.code})` : entry.what;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
