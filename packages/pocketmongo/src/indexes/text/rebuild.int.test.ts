import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { decodeDocument } from '../../bson/decode.ts';
import { encodeDocument } from '../../bson/encode.ts';
import { isDoc, type Doc } from '../../bson/values.ts';
import { catalogKey } from '../../catalog/catalog.ts';
import { checkDatabase } from '../../check/check-database.ts';
import { d, openFixture, type Fixture } from '../../storage/engine-fixture.ts';
import { openStore } from '../../storage/store.ts';
import { WriteSet } from '../../storage/write-set.ts';

const NS = 'shop.texts';
let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.stop());

const search = (text: string): unknown[] =>
  fixture
    .find(NS, { filter: d({ $text: { $search: text } }), sort: d({ _id: 1 }) })
    .map((doc) => doc.get('_id'));

/** Makes of the index on `a` a text index as there was one before languages were stemmed. */
async function writeFormerIndex(): Promise<void> {
  const store = openStore(fixture.dataDir);
  const key = catalogKey(NS);
  const row = decodeDocument(store.get(key) ?? new Uint8Array());
  const spec = d({ key: { a: 'text' }, name: 'a_text', default_language: 'german' });
  const indexes = row.get('indexes');
  if (!Array.isArray(indexes)) throw new Error('the catalog has no indexes');
  const former = indexes.map((index) =>
    isDoc(index) && isDoc(index.get('spec')) && (index.get('spec') as Doc).get('name') === 'a_1'
      ? new Map([...index, ['spec', spec] as const])
      : index,
  );
  const writes = new WriteSet();
  writes.set(key.toString('latin1'), encodeDocument(new Map([...row, ['indexes', former] as const])));
  await store.write(writes);
  await store.close();
}

it('text indexes from before languages were stemmed are made again at the start', async () => {
  await fixture.insert(
    NS,
    d({ _id: 1, a: 'Zwei Häuser' }),
    d({ _id: 2, a: 'Les chevaux', language: 'fr' }),
    // Was let in once.
    d({ _id: 3, a: 'Alte Häuser', language: 'mn' }),
  );
  await fixture.index(NS, { key: { a: 1 } });
  await fixture.engine.close();
  await writeFormerIndex();
  expect((await checkDatabase(fixture.dataDir)).problems).toEqual([
    expect.stringContaining('index a_text was made by other rules'),
  ]);
  await fixture.restart();
  expect(search('Haus')).toEqual([1, 3]);
  expect(search('cheval chevaux')).toEqual([2]);
  await expect(fixture.insert(NS, d({ _id: 4, language: 'mn' }))).rejects.toMatchObject({ code: 17262 });
  await fixture.write((unit) => unit.delete(NS, { query: { filter: d({ _id: 3 }) }, multi: false }));
  expect(search('Haus')).toEqual([1]);
  await fixture.restart();
  expect(search('Haus')).toEqual([1]);
  await fixture.engine.close();
  expect((await checkDatabase(fixture.dataDir)).problems).toEqual([]);
});
