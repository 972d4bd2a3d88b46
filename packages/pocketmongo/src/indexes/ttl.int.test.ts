import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { WriteUnit } from '../engine.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';
import { openStore, type Store } from '../storage/store.ts';

const NS = 'shop.items';
const COUNT = 5_000;

let now = 1_000_000;
let fixture: Fixture;
let fullDisk = false;

beforeEach(async () => {
  now = 1_000_000;
  fixture = await openFixture({ now: () => now }, (dataDir) => {
    const store = openStore(dataDir);
    const write: Store['write'] = (changes, writers) => {
      if (!fullDisk) return store.write(changes, writers);
      fullDisk = false;
      return Promise.reject(new Error('no space left'));
    };
    return { ...store, write };
  });
  await fixture.index(NS, { key: d({ at: 1 }), name: 'ttl', expireAfterSeconds: 60 });
  await fixture.insert(NS, ...Array.from({ length: COUNT }, () => d({ at: new Date(now) })));
  now += 60_000;
});
afterEach(() => fixture.stop());

const count = (): number => fixture.engine.stats(NS).count;

/** What is left by a sweep during which something is written. */
async function leftBeside(write: (unit: WriteUnit) => unknown): Promise<number> {
  const sweeping = fixture.engine.sweepExpired();
  while (count() === COUNT) await nextTurn();
  await fixture.write(write);
  await sweeping;
  return count();
}

it('a sweep ends when its documents are given more time meanwhile', async () => {
  const more = d({ expireAfterSeconds: 3_600 });
  expect(await leftBeside((unit) => unit.setIndexOptions(NS, 'ttl', more))).toBeGreaterThan(0);
  expect(await fixture.engine.sweepExpired()).toBe(0);
});

it('a sweep ends when its index is dropped and made again to expire later', async () => {
  const later = d({ key: d({ at: 1 }), name: 'ttl', expireAfterSeconds: 3_600 });
  const left = await leftBeside((unit) => {
    unit.dropIndexes(NS, 'ttl');
    unit.createIndexes(NS, [later]);
  });
  expect(left).toBeGreaterThan(0);
});

it('what can not be deleted in one collection does not keep others from being swept', async () => {
  const others = 'shop.others';
  await fixture.index(others, { key: d({ at: 1 }), name: 'ttl', expireAfterSeconds: 60 });
  await fixture.insert(others, d({ at: new Date(0) }));
  fullDisk = true;
  await expect(fixture.engine.sweepExpired()).rejects.toMatchObject({
    errors: [expect.objectContaining({ message: 'no space left' })],
  });
  expect([count(), fixture.engine.stats(others).count]).toEqual([COUNT, 0]);
  expect(await fixture.engine.sweepExpired()).toBe(COUNT);
});
