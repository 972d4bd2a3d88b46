import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allHold, tableOf } from '../invariants/finding.ts';
import { settle } from '../invariants/settle.ts';
import { stockShop, type Offer } from '../world/shop.ts';
import { openWorld, type World } from '../world/world.ts';
import type { Run, Stage } from './scenario.ts';
import { scheduleOf, type Strike } from './schedule.ts';

/** Each start of Souk takes a moment: in parts, test runners can share the work. */
const PARTS = 6;

/** What follows an answer, by events and jobs, has passed its kill point by then. */
const POINT_WITHIN_MS = 30_000;

/**
 * Kills Souk by SIGKILL at each of these points once, each time on the data that the last crash has left; at the end
 * everything must have come to rest. Each test is one crash and, before it, the recovery from the one before.
 */
export function killPointTests(part: number): void {
  describe(`a crash at (part ${part} of ${PARTS})`, () => {
    let world: World;
    let offers: Offer[] = [];
    let names = 0;
    let taken = 0;
    let unfinished: Run | null = null;
    const late: Run[] = [];
    const stage = (): Stage => ({
      world,
      nextOffer: () => offers[taken++]?.offerId ?? '',
      nextName: () => `chaos-${(names += 1)}`,
    });
    const getOver = async (): Promise<void> => {
      const run = unfinished;
      unfinished = null;
      await run?.finish();
    };

    beforeAll(async () => {
      world = await openWorld('kill-points');
      await world.start();
      offers = await stockShop(world.admin(), { name: 'points', sellers: 3, offersPerSeller: 20, stock: 20 });
      await world.stopSouk();
    });
    afterAll(() => world.end());

    it.each(partOf(scheduleOf(), part))('$point', async ({ point, scenario, aloneAfterLast }) => {
      if (aloneAfterLast) {
        await world.start();
        await getOver();
        await world.stopSouk();
      }
      const souk = await world.start({ SOUK_KILL_AT: point });
      await getOver();
      const run = await scenario.begin(stage());
      const answer = await run.strike().catch((error: unknown) => error);
      const ended = await Promise.race([souk.ended, delay(POINT_WITHIN_MS, null, { ref: false })]);
      if (ended === null) {
        await world.kill();
        throw new Error(`${point} was not reached; the answer was ${JSON.stringify(answer)}`);
      }
      expect(ended).toBe('SIGKILL');
      if (scenario.late === true) late.push(run);
      else unfinished = run;
    });

    it('afterwards every invariant holds', async () => {
      await world.start();
      await getOver();
      for (const run of late) await run.finish();
      const { findings } = await settle(world, offers);
      if (!allHold(findings)) throw new Error(`an invariant is broken:\n${tableOf(findings)}`);
    });
  });
}

/** A run of strikes from the schedule; the first of it follows no crash. */
function partOf(strikes: readonly Strike[], part: number): Strike[] {
  const size = Math.ceil(strikes.length / PARTS);
  return strikes.slice(size * (part - 1), size * part);
}
