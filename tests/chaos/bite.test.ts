import { describe, expect, it } from '@jest/globals';
import { allHold, tableOf, type Finding } from './invariants/finding.ts';
import { settle } from './invariants/settle.ts';
import type { PlantName } from './plants/plants.ts';
import { withPlants } from './plants/with-plants.ts';
import { checkOut, readyGuest } from './world/guest.ts';
import { stockShop } from './world/shop.ts';
import { openWorld } from './world/world.ts';

/** The checks bite: a bug planted into a running Souk turns the invariant red that it breaks, and without it all hold. */

const RACERS = 40;
const PIECES = 10;
/** What has not come to rest by then never will. */
const RED_WITHIN_MS = 3_000;

/** A race for the last pieces, and captures whose answer is lost; with the plants in place. */
async function findingsWith(plants: readonly PlantName[], withinMs?: number): Promise<readonly Finding[]> {
  const world = await openWorld('bite', withPlants(...plants));
  try {
    await world.start();
    const offers = await stockShop(world.admin(), {
      name: 'bite',
      sellers: 2,
      offersPerSeller: 1,
      stock: PIECES,
    });
    const [raced = '', calm = ''] = offers.map(({ offerId }) => offerId);
    const ready = (count: number, offerId: string) =>
      Promise.all(Array.from({ length: count }, () => readyGuest(world.guest, [[offerId, 1]])));
    const racers = await ready(RACERS, raced);
    const unlucky = await ready(3, calm);
    await Promise.all([
      ...racers.map((guest) => checkOut(world.guest, guest, [{ method: 'card', token: 'tok_ok' }])),
      ...unlucky.map((guest) =>
        checkOut(world.guest, guest, [{ method: 'card', token: 'tok_lost-capture' }]),
      ),
    ]);
    const { findings } = await settle(world, offers, withinMs === undefined ? {} : { withinMs });
    return findings;
  } finally {
    await world.end();
  }
}

describe('without a bug', () => {
  it('every invariant holds, also when each event comes twice', async () => {
    const findings = await findingsWith(['every-event-twice']);
    if (!allHold(findings)) throw new Error(`an invariant is broken:\n${tableOf(findings)}`);
  });
});

const BUGS: readonly (readonly [PlantName, readonly PlantName[], readonly string[]])[] = [
  ['read-then-write-stock', [], ['stock + reservations + sold = initial']],
  [
    'capture-without-stable-key',
    [],
    ['the provider took each order’s money once', 'provider’s books = ledger, payment by payment'],
  ],
  ['effect-without-event-id', ['every-event-twice'], ['each event took effect once']],
];

describe('a planted bug turns its invariant red:', () => {
  it.each(BUGS)('%s', async (bug, circumstances, invariants) => {
    const findings = await findingsWith([bug, ...circumstances], RED_WITHIN_MS);
    const red = findings.filter(({ broken }) => broken.length > 0).map(({ invariant }) => invariant);
    expect(red).toEqual(expect.arrayContaining([...invariants]));
  });
});
