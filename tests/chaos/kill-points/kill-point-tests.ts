import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allHold, tableOf } from '../invariants/finding.ts';
import { settle } from '../invariants/settle.ts';
import { stockShop, type Offer } from '../world/shop.ts';
import { openWorld, type World } from '../world/world.ts';
import type { Run, Stage } from './scenario.ts';
import { scheduleOf } from './schedule.ts';

/**
 * Kills Souk by SIGKILL at each of these points once, each time on the data that the last crash has left; at the end
 * everything must have come to rest. Each test is one crash and, before it, the recovery from the one before.
 */
export function killPointTests(title: string, wanted: (point: string) => boolean): void {
  describe(title, () => {
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
      await unfinished?.finish();
      unfinished = null;
    };

    beforeAll(async () => {
      world = await openWorld('kill-points');
      await world.start();
      offers = await stockShop(world.admin(), { name: 'points', sellers: 3, offersPerSeller: 20, stock: 20 });
      await world.stopSouk();
    });
    afterAll(() => world.end());

    it.each(scheduleOf(wanted))('$point', async ({ point, scenario, aloneAfterLast }) => {
      if (aloneAfterLast) {
        await world.start();
        await getOver();
        await world.stopSouk();
      }
      const souk = await world.start({ SOUK_KILL_AT: point });
      await getOver();
      const run = await scenario.begin(stage());
      const [, ended] = await Promise.all([run.strike().catch((error: unknown) => error), souk.ended]);
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
