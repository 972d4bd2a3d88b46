import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Id } from '@souk/kernel';
import { testContext, testIdentity } from '@souk/platform/testing';
import fc from 'fast-check';
import type { Inventory } from '../src/deps.ts';
import { adjustStock } from '../src/features/adjust-stock/adjust-stock.ts';
import { commitReservation } from '../src/features/commit-reservation/commit-reservation.ts';
import { releaseReservation } from '../src/features/release-reservation/release-reservation.ts';
import { reserveStock } from '../src/features/reserve-stock/reserve-stock.ts';
import { expireReservations } from '../src/jobs/expire-reservations.ts';
import { finishInterrupted } from '../src/jobs/finish-interrupted.ts';
import { crashAtPoint, crashes } from './crash-points.ts';
import { ctx, minutesAfterStart, START, startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.stop());

const admin = () => testContext({ identity: testIdentity(['admin']) });

/** Plain counting: what inventory must come to, whatever crashes in between. */
class Model {
  readonly available: number[];
  readonly reservations = new Map<number, { state: string; quantities: number[]; minutes: number }>();
  now = 0;

  constructor(available: readonly number[]) {
    this.available = [...available];
  }

  reserve(key: number, quantities: number[], minutes: number): void {
    if (this.reservations.has(key)) return;
    const enough = quantities.every((quantity, offer) => quantity <= (this.available[offer] ?? 0));
    if (enough) quantities.forEach((quantity, offer) => this.put(offer, -quantity));
    this.reservations.set(key, { state: enough ? 'held' : 'out-of-stock', quantities, minutes });
  }

  end(key: number, state: 'sold' | 'released' | 'expired'): void {
    const reservation = this.reservations.get(key);
    if (reservation?.state !== 'held') return;
    if (state !== 'sold') reservation.quantities.forEach((quantity, offer) => this.put(offer, quantity));
    reservation.state = state;
  }

  pass(minutes: number): void {
    this.now += minutes;
    for (const [key, each] of this.reservations) if (each.minutes <= this.now) this.end(key, 'expired');
  }

  put(offer: number, quantity: number): void {
    this.available[offer] = (this.available[offer] ?? 0) + quantity;
  }
}

type Command =
  | { kind: 'reserve'; key: number; quantities: [number, number]; minutes: number }
  | { kind: 'commit' | 'release'; key: number }
  | { kind: 'adjust'; offer: number; delta: number }
  | { kind: 'pass'; minutes: number };

const key = fc.integer({ min: 0, max: 5 });
const quantity = fc.integer({ min: 1, max: 3 });
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({
    kind: fc.constant('reserve' as const),
    key,
    quantities: fc.tuple(quantity, quantity),
    minutes: fc.integer({ min: 5, max: 30 }),
  }),
  fc.record({ kind: fc.constantFrom('commit' as const, 'release' as const), key }),
  fc.record({
    kind: fc.constant('adjust' as const),
    offer: fc.integer({ min: 0, max: 1 }),
    delta: fc.integer({ min: -3, max: 5 }),
  }),
  fc.record({ kind: fc.constant('pass' as const), minutes: fc.integer({ min: 1, max: 12 }) }),
);
/** At which of its points the command crashes first; beyond the last: not at all. */
const crashAt = fc.integer({ min: 1, max: 6 });
const history = fc.array(fc.record({ command, crashAt }), { minLength: 1, maxLength: 20 });

async function run(
  inventory: Inventory,
  offers: readonly Id[],
  ids: readonly Id[],
  { command: each }: { command: Command },
) {
  switch (each.kind) {
    case 'reserve': {
      const lines = offers.map((offerId, index) => ({ offerId, quantity: each.quantities[index] ?? 0 }));
      const expiresAt = minutesAfterStart(each.minutes);
      const known = await harness.reservation(ids[each.key] ?? '');
      const sent = known === null ? { lines, expiresAt } : { lines: known.lines, expiresAt: known.expiresAt };
      await reserveStock(inventory, ctx, { reservationId: ids[each.key] ?? '', ...sent });
      return;
    }
    case 'commit':
      await commitReservation(inventory, ctx, ids[each.key] ?? '');
      return;
    case 'release':
      await releaseReservation(inventory, ctx, ids[each.key] ?? '');
      return;
    case 'adjust': {
      const change = { offerId: offers[each.offer] ?? '', correction: { delta: each.delta } };
      await adjustStock(inventory, admin(), { ...change, reason: 'counted', note: '' });
      return;
    }
    case 'pass':
      harness.clock.set(new Date(harness.clock.now().getTime() + each.minutes * 60_000));
      await expireReservations(inventory, ctx);
  }
}

function apply(model: Model, each: Command): void {
  switch (each.kind) {
    case 'reserve':
      model.reserve(each.key, each.quantities, each.minutes);
      return;
    case 'commit':
      model.end(each.key, 'sold');
      return;
    case 'release':
      model.end(each.key, 'released');
      return;
    case 'adjust':
      if ((model.available[each.offer] ?? 0) + each.delta >= 0) model.put(each.offer, each.delta);
      return;
    case 'pass':
      model.pass(each.minutes);
  }
}

describe('inventory against plain counting', () => {
  it('agrees after any history of commands and crashes', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        harness.clock.set(START);
        const offers = [await harness.offerWith(6), await harness.offerWith(4)];
        const ids = Array.from({ length: 6 }, () => newId('reservation'));
        const model = new Model([6, 4]);
        for (const step of steps) {
          if (isLate(model, step.command)) continue;
          const work = run(harness.withFaults(crashAtPoint(step.crashAt)), offers, ids, step);
          const crashed = await crashes(work).catch(refusal);
          harness.passLeases();
          await finishInterrupted(harness.inventory, ctx);
          // The caller tries again what it has no answer for; an adjustment has an id that only its own retry knows.
          if (crashed && step.command.kind !== 'adjust') await run(harness.inventory, offers, ids, step);
          apply(model, step.command.kind === 'pass' && crashed ? passedTwice(step.command) : step.command);
        }
        for (const [index, offerId] of offers.entries()) {
          expect((await harness.level(offerId)).available).toBe(model.available[index]);
        }
        for (const [index, id] of ids.entries()) {
          expect((await harness.reservation(id))?.state).toBe(model.reservations.get(index)?.state);
        }
      }),
      { numRuns: 25 },
    );
  });
});

/** A reservation made after its own expiry would be held until the next sweep: the model does not know sweeps. */
function isLate(model: Model, each: Command): boolean {
  return each.kind === 'reserve' && each.minutes <= model.now;
}

function passedTwice({ kind, minutes }: { kind: 'pass'; minutes: number }): Command {
  return { kind, minutes: minutes * 2 };
}

/** An adjustment below zero is refused; everything else is a failure. */
function refusal(error: unknown): false {
  if (Error.isError(error) && 'code' in error && error.code === 'stock-too-low') return false;
  throw error;
}
