import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { d, openFixture, type Fixture } from './engine-fixture.ts';
import { TABLE, tableStart } from './keys.ts';
import { openStore, type Store } from './store.ts';

const NS = 'shop.things';

let fixture: Fixture;
let store: Store;
/** Commits until the store takes none. */
let left: number;
beforeEach(async () => {
  left = Number.POSITIVE_INFINITY;
  fixture = await openFixture({}, (...args) => {
    const opened = openStore(...args);
    const write: Store['write'] = async (...group) => {
      left -= 1;
      if (left < 0) throw new Error('no space left');
      await opened.write(...group);
    };
    store = { ...opened, write };
    return store;
  });
});
afterEach(() => fixture.stop());

const rows = (): number => {
  const range = { from: tableStart(TABLE.firstFree), to: tableStart(0xffff_ffff) };
  return store.chunk({ ...range, reverse: false, keysOnly: true }, 10).length;
};

it('a full disk does not keep what was dropped: it is removed with the next sweep', async () => {
  await fixture.insert(NS, d({ _id: 1 }), d({ _id: 2 }));
  left = 1;
  await fixture.write((unit) => unit.dropCollection(NS));
  await turn();
  await turn();
  expect(rows()).toBeGreaterThan(0);
  left = Number.POSITIVE_INFINITY;
  await fixture.engine.sweepExpired();
  await fixture.write((unit) => unit.createCollection('shop.others', d({})));
  expect(rows()).toBe(0);
});
