import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import type { Inventory } from '../src/deps.ts';
import { commitReservation } from '../src/features/commit-reservation/commit-reservation.ts';
import { releaseReservation } from '../src/features/release-reservation/release-reservation.ts';
import { reserveStock } from '../src/features/reserve-stock/reserve-stock.ts';
import { returnStock } from '../src/features/return-stock/return-stock.ts';
import { expireReservations } from '../src/jobs/expire-reservations.ts';
import { finishInterrupted } from '../src/jobs/finish-interrupted.ts';
import { crashAtPoint, crashes } from './crash-points.ts';
import { ctx, minutesAfterStart, START, startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

type Order = { readonly id: Id; readonly lines: { offerId: Id; quantity: number }[] };

/** An order over two offers with five pieces each; of the second `available`: with 2 the order takes the last. */
async function order(available = 5): Promise<Order> {
  const offers = [await harness.offerWith(5), await harness.offerWith(available)].toSorted();
  return { id: newId('reservation'), lines: offers.map((offerId) => ({ offerId, quantity: 2 })) };
}

const reserve = (inventory: Inventory, { id, lines }: Order) =>
  reserveStock(inventory, ctx, { reservationId: id, lines, expiresAt: minutesAfterStart(15) });

/** Runs `work` with a crash at its first, second, … point until it gets through; `check` looks after each crash. */
async function atEachPoint(
  prepare: () => Promise<Order>,
  work: (inventory: Inventory, made: Order) => Promise<unknown>,
  check: (made: Order) => Promise<void>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    const made = await prepare();
    const crashed = await crashes(work(harness.withFaults(crashAtPoint(nth)), made));
    await check(made);
    if (!crashed) return nth - 1;
  }
}

async function expectLevels(
  { lines }: Order,
  expected: { available: number; reserved: number; sold: number },
) {
  for (const { offerId } of lines) {
    expect(await harness.level(offerId)).toEqual({ ...expected, holds: expected.reserved > 0 ? 1 : 0 });
  }
}

const HELD = { available: 3, reserved: 2, sold: 0 };
const SOLD = { available: 3, reserved: 0, sold: 2 };
const UNTOUCHED = { available: 5, reserved: 0, sold: 0 };

describe('a crash between any two writes', () => {
  it('while reserving: a retry has it held', async () => {
    const points = await atEachPoint(order, reserve, async (made) => {
      harness.passLeases();
      expect((await reserve(harness.inventory, made)).state).toBe('held');
      await expectLevels(made, HELD);
    });
    expect(points).toBe(2);
  });

  it('while reserving the last pieces of one offer: a retry has both held', async () => {
    const points = await atEachPoint(
      () => order(2),
      reserve,
      async (made) => {
        harness.passLeases();
        expect((await reserve(harness.inventory, made)).state).toBe('held');
        const levels = await Promise.all(made.lines.map(({ offerId }) => harness.level(offerId)));
        expect(levels.map((level) => level.available).toSorted()).toEqual([0, 3]);
        expect(levels.every((level) => level.reserved === 2 && level.holds === 1)).toBe(true);
      },
    );
    expect(points).toBe(3);
  });

  it('while reserving: without a retry it is finished, and expires in its time', async () => {
    await atEachPoint(order, reserve, async (made) => {
      harness.passLeases();
      await finishInterrupted(harness.inventory, ctx);
      expect((await harness.reservation(made.id))?.state).toBe('held');
      await expectLevels(made, HELD);
      harness.clock.set(minutesAfterStart(16));
      await expireReservations(harness.inventory, ctx);
      harness.clock.set(START);
      expect((await harness.reservation(made.id))?.state).toBe('expired');
      await expectLevels(made, UNTOUCHED);
    });
  });

  it('while reserving what is short: nothing stays held', async () => {
    const points = await atEachPoint(
      () => order(1),
      reserve,
      async (made) => {
        harness.passLeases();
        expect((await reserve(harness.inventory, made)).state).toBe('out-of-stock');
        const levels = await Promise.all(made.lines.map(({ offerId }) => harness.level(offerId)));
        expect(levels.map((level) => level.available).toSorted()).toEqual([1, 5]);
        expect(levels.every((level) => level.reserved === 0 && level.holds === 0)).toBe(true);
      },
    );
    expect(points).toBeGreaterThanOrEqual(2);
  });

  const held = async () => {
    const made = await order();
    await reserve(harness.inventory, made);
    return made;
  };

  it('while selling: it is sold once, by the retry or by the sweeper', async () => {
    const commit = (inventory: Inventory, { id }: Order) => commitReservation(inventory, ctx, id);
    for (const finish of [commit, sweep]) {
      const points = await atEachPoint(held, commit, async (made) => {
        harness.passLeases();
        await finish(harness.inventory, made);
        expect((await harness.reservation(made.id))?.state).toBe('sold');
        await expectLevels(made, SOLD);
      });
      expect(points).toBe(2);
    }
  });

  it('while releasing: the pieces come back once', async () => {
    const release = (inventory: Inventory, { id }: Order) => releaseReservation(inventory, ctx, id);
    for (const finish of [release, sweep]) {
      const points = await atEachPoint(held, release, async (made) => {
        harness.passLeases();
        await finish(harness.inventory, made);
        expect((await harness.reservation(made.id))?.state).toBe('released');
        await expectLevels(made, UNTOUCHED);
      });
      expect(points).toBe(2);
    }
  });

  // Before the sale is marked, whoever returns something finishes it first.
  it.each([
    { sale: 'marked', expected: 2 },
    { sale: 'not yet marked', expected: 4 },
  ])('while returning from a sale that is $sale: the pieces come back once', async ({ sale, expected }) => {
    const sold = async () => {
      const made = await held();
      await commitReservation(harness.inventory, ctx, made.id);
      if (sale === 'marked') await harness.inventory.store.saleMarks.flush();
      return made;
    };
    const giveBack = (inventory: Inventory, { id, lines }: Order) =>
      returnStock(inventory, ctx, { returnId: `return-of-${id}`, reservationId: id, lines });
    for (const finish of [giveBack, sweep]) {
      const points = await atEachPoint(sold, giveBack, async (made) => {
        harness.passLeases();
        await finish(harness.inventory, made);
        await giveBack(harness.inventory, made);
        await expectLevels(made, UNTOUCHED);
        expect((await harness.reservation(made.id))?.openReturns).toEqual([]);
      });
      expect(points).toBe(expected);
    }
  });

  it('leaves nothing due in the end', async () => {
    harness.passLeases();
    await finishInterrupted(harness.inventory, ctx);
    expect(await harness.inventory.store.reservations.countDocuments({ dueAt: { $exists: true } })).toBe(0);
  });
});

describe('a caller that falls silent and comes back', () => {
  it('leaves no hold behind when the reservation was released meanwhile', async () => {
    const made = await order();
    // It has inserted the reservation and holds the first line when somebody else releases it.
    await crashes(reserve(harness.withFaults(crashAtPoint(2)), made));
    expect((await releaseReservation(harness.inventory, ctx, made.id))?.state).toBe('released');
    // Its next write comes after all; then it dies.
    const [, second] = made.lines;
    if (second === undefined) throw new TypeError('two lines expected');
    await harness.inventory.store.stocks.updateOne(
      { _id: second.offerId },
      { $inc: { available: -2, reserved: 2 }, $push: { holds: { reservationId: made.id, quantity: 2 } } },
    );
    harness.passLeases();
    await finishInterrupted(harness.inventory, ctx);
    await expectLevels(made, UNTOUCHED);
  });
});

async function sweep(inventory: Inventory): Promise<void> {
  await finishInterrupted(inventory, ctx);
}
