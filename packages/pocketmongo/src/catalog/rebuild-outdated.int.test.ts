import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';
import { tableKey, TABLE } from '../storage/keys.ts';
import { openStore } from '../storage/store.ts';
import { WriteSet } from '../storage/write-set.ts';
import { checkDatabase } from '../check/check-database.ts';
import { parseCollation } from '../collation/spec.ts';

const NS = 'shop.words';
let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.stop());

it('indexes whose strings were folded by other tables are made again at the start', async () => {
  const spec = d({ locale: 'en', strength: 2 });
  await fixture.index(NS, { key: { word: 1 }, collation: spec });
  await fixture.insert(NS, ...['a', 'B', 'ａ'].map((word, i) => d({ _id: i, word })));
  await fixture.engine.close();
  const store = openStore(fixture.dataDir);
  const flags = tableKey(TABLE.meta, Buffer.from('f'));
  const range = { from: flags, to: tableKey(TABLE.meta, Buffer.from('g')), reverse: false, keysOnly: false };
  const writes = new WriteSet();
  const stored = store.chunk(range, 100).filter(({ key }) => /^f\d+$/u.test(key.toString('latin1', 4)));
  expect(stored.map(({ value }) => Buffer.from(value).toString())).toEqual([
    expect.stringMatching(/^00 11\./u),
  ]);
  for (const { key } of stored) writes.set(key.toString('latin1'), Buffer.from('00 0another'));
  await store.write(writes);
  await store.close();
  await fixture.restart();
  const found = fixture.find(NS, {
    filter: d({ word: 'A' }),
    collation: parseCollation(spec),
    hint: 'word_1',
  });
  expect(found.map((each) => each.get('_id'))).toEqual([0, 2]);
  await fixture.engine.close();
  expect((await checkDatabase(fixture.dataDir)).problems).toEqual([]);
});
