import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Offer } from '../world/shop.ts';
import type { World } from '../world/world.ts';
import type { BuyersOptions } from './main.ts';

export type Buyers = {
  /** The file of what Souk has acknowledged. */
  readonly journal: string;
  /** How many purchases have come to an end. @throws Error when the buyers died on the way. */
  readonly ended: () => number;
  /** Ends them wherever they are. */
  readonly cutOff: () => Promise<void>;
};

/** Starts the buyers in a process of their own. */
export function startBuyers(
  world: World,
  offers: readonly Offer[],
  { seed, buyers }: { readonly seed: number; readonly buyers: number },
): Buyers {
  const journal = join(world.dataDir, 'journal.jsonl');
  const file = join(world.dataDir, 'buyers.json');
  const options: BuyersOptions = {
    url: world.url,
    addressFile: join(world.dataDir, 'address.json'),
    provider: world.provider.access,
    journal,
    offers,
    seed,
    buyers,
    purchasesAtOnce: within(20, buyers / 3, 80),
    requestsAtOnce: within(4, buyers / 100, 12),
  };
  writeFileSync(file, JSON.stringify(options));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' },
  });
  // The first line says that they are ready, each further one that a purchase has ended.
  let lines = 0;
  createInterface({ input: child.stdout }).on('line', () => (lines += 1));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ended = (): number => {
    const purchases = Math.max(0, lines - 1);
    const isGone = child.exitCode !== null || child.signalCode !== null;
    if (isGone && purchases < buyers)
      throw new Error(`the buyers died after ${purchases} of ${buyers} purchases`);
    return purchases;
  };
  return {
    journal,
    ended,
    cutOff: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function within(least: number, wanted: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(wanted)));
}
