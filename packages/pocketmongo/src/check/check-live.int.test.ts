import { afterEach, expect, it } from '@jest/globals';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';
import { keyText, tableStart } from '../storage/keys.ts';
import { openStore, type Store } from '../storage/store.ts';
import { WriteSet } from '../storage/write-set.ts';
import { problemsOf } from './check-collection.ts';

const NS = 'shop.items';

let fixture: Fixture;
afterEach(() => fixture.stop());

it('finds in a running server what an index lacks and what it holds too much', async () => {
  const stores: Store[] = [];
  fixture = await openFixture({}, (dataDir) => {
    const opened = openStore(dataDir);
    stores.push(opened);
    return opened;
  });
  await fixture.insert(NS, ...[1, 2, 3].map((_id) => d({ _id, a: _id })));
  await fixture.index(NS, { key: d({ a: 1 }), name: 'a' });
  const seen: unknown[] = [];
  const check = () => fixture.engine.check({}, NS, (document) => seen.push(document.get('_id')));
  const before = await check();
  expect(before && problemsOf(before)).toEqual([]);
  expect(seen).toEqual([1, 2, 3]);
  expect(await fixture.engine.check({}, 'shop.none', () => undefined)).toBeUndefined();

  const [store] = stores;
  const [last] = store?.chunk({ from: tableStart(1), to: tableStart(0xffff), reverse: true, keysOnly: false }, 1) ?? [];
  if (store === undefined || last === undefined) throw new Error('there is an entry');
  // The last entry of the last table: the index on `a` points at its record 3 from now on.
  const spoiled = new WriteSet();
  const elsewhere = Buffer.from(last.key);
  elsewhere[elsewhere.length - 1] = 99;
  spoiled.set(keyText(last.key), null);
  spoiled.set(keyText(elsewhere), last.value);
  await store.write(spoiled);
  expect(await check()).toMatchObject({
    missing: [{ index: 'a', recordId: 3 }],
    extra: [{ index: 'a', recordId: 99 }],
    indexes: new Map([
      ['_id_', { entries: 3, expected: 3, problems: [] }],
      ['a', { entries: 3, expected: 3, problems: expect.any(Array) }],
    ]),
  });
}); // prettier-ignore
