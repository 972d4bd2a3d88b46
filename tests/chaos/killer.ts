import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './random.ts';
import type { World } from './world/world.ts';

export type Kills = { running: number; starting: number; provider: number; starts: number };

/** Now and then a start is killed too, before Souk is ready. */
const KILLED_WHILE_STARTING = 0.2;
const LONGEST_START_MS = 2_500;
const PROVIDER_EVERY = 8;

/**
 * Kills Souk so often, each time when some more purchases have ended and then a random moment later, and starts it again;
 * every eighth time the payment provider goes with it.
 */
export async function killAtRandom(
  world: World,
  random: Random,
  plan: { readonly kills: number; readonly purchases: number; readonly ended: () => number },
): Promise<Kills> {
  const counts: Kills = { running: 0, starting: 0, provider: 0, starts: 0 };
  for (let kill = 0; kill < plan.kills; kill += 1) {
    const after = (plan.purchases * (kill + random.next())) / plan.kills;
    while (plan.ended() < after) await delay(10);
    await delay(random.below(250));
    await world.kill();
    counts.running += 1;
    if (counts.running % PROVIDER_EVERY === 0) {
      await world.provider.crash();
      counts.provider += 1;
    }
    if (random.next() < KILLED_WHILE_STARTING) await killStart(world, random, counts);
    await world.start();
    counts.starts += 1;
  }
  return counts;
}

/** Starts Souk and kills it on the way, or right after when it was faster. */
async function killStart(world: World, random: Random, counts: Kills): Promise<void> {
  const patience = random.below(LONGEST_START_MS);
  const starting = world.start({}, (pid) => {
    setTimeout(() => endProcess(pid), patience).unref();
  });
  counts.starts += 1;
  counts.starting += 1;
  await starting.then(
    async (souk) => {
      await souk.ended;
    },
    () => undefined,
  );
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
