import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';
import { show } from '../query/show.ts';

const NS = 'shop.items';
let now = 1_000_000;
let fixture: Fixture;

beforeEach(async () => {
  now = 1_000_000;
  fixture = await openFixture({ now: () => now });
});
afterEach(() => fixture.stop());

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'fine',
    (error: unknown) => (error as { code: number }).code,
  );
const ids = (query: Parameters<Fixture['find']>[1]): unknown[] =>
  fixture.find(NS, query).map((doc) => doc.get('_id'));

describe('text indexes', () => {
  beforeEach(async () => {
    await fixture.insert(
      NS,
      d({ _id: 1, name: 'Running shoes', about: 'Light shoes for runners', shop: 'a' }),
      d({ _id: 2, name: 'Hat', about: 'Keeps the head warm while you run', shop: 'a' }),
      d({ _id: 3, name: 'Café chair', about: 'Wooden', shop: 'b' }),
    );
    await fixture.index(NS, { key: d({ name: 'text', about: 'text' }), weights: d({ name: 5 }) });
  });

  const search = (text: string, more: Record<string, unknown> = {}): unknown[] =>
    ids({ filter: d({ $text: { $search: text }, ...more }), sort: d({ score: { $meta: 'textScore' } }) });

  it('find stems, rank by weight and frequency, ignore case and accents', () => {
    expect(search('shoe')).toEqual([1]);
    expect(search('RUN')).toEqual([1, 2]);
    expect(search('cafe chairs')).toEqual([3]);
    expect(search('the')).toEqual([]);
  });

  it('keep phrases and negations, and the rest of the filter', () => {
    expect(search('"head warm"')).toEqual([2]);
    expect(search('run -shoes')).toEqual([2]);
    expect(search('run', { shop: 'b' })).toEqual([]);
    expect(search('run', { shop: 'a' })).toEqual([1, 2]);
  });

  it('follow updates and deletes', async () => {
    await fixture.write((unit) =>
      unit.update(NS, {
        query: { filter: d({ _id: 3 }) },
        multi: false,
        apply: (doc) => new Map([...doc, ['name', 'Table']]),
      }),
    );
    await fixture.write((unit) => unit.delete(NS, { query: { filter: d({ _id: 1 }) }, multi: false }));
    expect(search('chair shoes table')).toEqual([3]);
  });

  it('list ordinary fields before and after the text fields, which stand together', async () => {
    const key = d({ shop: 1, title: 'text', body: 'text', age: -1 });
    await fixture.index('shop.compound', { key });
    await fixture.insert(
      'shop.compound',
      d({ _id: 1, shop: 'a', title: 'red lamp', age: 2 }),
      d({ _id: 2, shop: 'b', title: 'red lamp', age: 3 }),
    );
    const found = fixture.find('shop.compound', { filter: d({ shop: 'b', $text: { $search: 'lamps' } }) });
    expect(found.map((each) => each.get('_id'))).toEqual([2]);
    const apart = d({ title: 'text', age: 1, body: 'text' });
    expect(await code(fixture.index('shop.apart', { key: apart }))).toBe(67);
  });

  it('are needed by $text, one per collection', async () => {
    expect(() => fixture.find('shop.none', { filter: d({ $text: { $search: 'a' } }) })).toThrow(
      'text index required',
    );
    expect(await code(fixture.index(NS, { key: d({ shop: 'text' }) }))).toBe(85);
  });
});

describe('TTL indexes', () => {
  it('delete what has expired and nothing else', async () => {
    await fixture.index(NS, { key: d({ at: 1 }), expireAfterSeconds: 60 });
    await fixture.insert(
      NS,
      d({ _id: 1, at: new Date(now) }),
      d({ _id: 2, at: new Date(now + 60_000) }),
      d({ _id: 3 }),
      d({ _id: 4, at: 5 }),
      d({ _id: 5, at: [new Date(now), new Date(now + 1e9)] }),
    );
    expect(await fixture.engine.sweepExpired()).toBe(0);
    now += 60_000;
    expect(await fixture.engine.sweepExpired()).toBe(2);
    expect(ids({})).toEqual([2, 3, 4]);
  });
});

describe('unique, sparse and partial indexes', () => {
  it('let several documents without the field into a sparse index only', async () => {
    await fixture.index(NS, { key: d({ a: 1 }), unique: true });
    await fixture.index(NS, { key: d({ b: 1 }), unique: true, sparse: true });
    await fixture.insert(NS, d({ _id: 1 }));
    expect(await code(fixture.insert(NS, d({ _id: 2 })))).toBe(11000);
    expect(await code(fixture.insert(NS, d({ _id: 3, a: 1 })))).toBe('fine');
    expect(await code(fixture.insert(NS, d({ _id: 4, a: 2, b: 5 })))).toBe('fine');
    expect(await code(fixture.insert(NS, d({ _id: 5, a: 3, b: 5 })))).toBe(11000);
  });

  it('are unique among the documents of a partial filter', async () => {
    await fixture.index(NS, { key: d({ sku: 1 }), unique: true, partialFilterExpression: d({ live: true }) });
    await fixture.insert(NS, d({ _id: 1, sku: 'x', live: true }), d({ _id: 2, sku: 'x', live: false }));
    expect(await code(fixture.insert(NS, d({ _id: 3, sku: 'x', live: true })))).toBe(11000);
    const index = (filter: Record<string, unknown>): string =>
      show(fixture.engine.explain({}, NS, { filter: d(filter) }, 'queryPlanner'));
    expect(index({ sku: 'x', live: true })).toContain('IXSCAN');
    expect(index({ sku: 'x' })).toContain('COLLSCAN');
  });

  it('treat arrays element by element', async () => {
    await fixture.index(NS, { key: d({ tags: 1 }), unique: true });
    await fixture.insert(NS, d({ _id: 1, tags: ['a', 'b', 'a'] }));
    expect(await code(fixture.insert(NS, d({ _id: 2, tags: ['c', 'b'] })))).toBe(11000);
  });

  it('take very long values', async () => {
    await fixture.index(NS, { key: d({ s: 1 }), unique: true });
    const long = 'x'.repeat(10_000);
    await fixture.insert(NS, d({ _id: 1, s: `${long}a` }), d({ _id: 2, s: `${long}b` }));
    expect(await code(fixture.insert(NS, d({ _id: 3, s: `${long}a` })))).toBe(11000);
    expect(ids({ filter: d({ s: `${long}b` }) })).toEqual([2]);
    expect(ids({ filter: d({ s: { $gt: `${long}a` } }) })).toEqual([2]);
    expect(ids({ sort: d({ s: -1 }) })).toEqual([2, 1]);
  });
});

describe('hashed indexes', () => {
  it('answer equality, and hold no arrays', async () => {
    await fixture.insert(NS, d({ _id: 1, a: { b: 'x' } }), d({ _id: 2, a: { b: 7 } }), d({ _id: 3 }));
    await fixture.index(NS, { key: d({ 'a.b': 'hashed' }) });
    expect(ids({ filter: d({ 'a.b': 7 }), hint: 'a.b_hashed' })).toEqual([2]);
    expect(ids({ filter: d({ 'a.b': null }) })).toEqual([3]);
    expect(await code(fixture.insert(NS, d({ a: d({ b: [1] }) })))).toBe(16766);
    expect(await code(fixture.insert(NS, d({ a: [d({ b: 1 })] })))).toBe(16766);
    expect(await code(fixture.index(NS, { key: d({ c: 'hashed' }), unique: true }))).toBe(16764);
    expect(await code(fixture.index(NS, { key: d({ c: 'hashed', d: 'hashed' }) }))).toBe(31303);
  });
});

describe('index definitions', () => {
  it('fail to build over duplicates and leave nothing', async () => {
    await fixture.insert(NS, d({ _id: 1, a: 1 }), d({ _id: 2, a: 1 }));
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), unique: true }))).toBe(11000);
    expect(fixture.engine.indexes(NS)).toHaveLength(1);
  });

  it('are made once, and conflict in mongod’s way', async () => {
    await fixture.index(NS, { key: d({ a: 1 }) });
    await fixture.index(NS, { key: d({ a: 1 }) });
    expect(fixture.engine.indexes(NS)).toHaveLength(2);
    expect(await code(fixture.index(NS, { key: d({ b: 1 }), name: 'a_1' }))).toBe(86);
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), unique: true }))).toBe(86);
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), name: 'other' }))).toBe(85);
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), unique: false }))).toBe('fine');
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), hidden: true }))).toBe(85);
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), name: 'one', unique: true }))).toBe('fine');
    const partial = { partialFilterExpression: d({ a: d({ $gt: 1 }) }) };
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), name: 'part', ...partial }))).toBe('fine');
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), name: 'same', ...partial }))).toBe(85);
    expect(await code(fixture.index(NS, { key: d({ a: 'geoHaystack' }) }))).toBe(67);
    expect(await code(fixture.index(NS, { key: d({ a: 1 }), nonsense: 1 }))).toBe(197);
  });

  it.each<[Record<string, unknown>, number]>([
    [{ key: { a: 1 }, sparse: true, partialFilterExpression: { a: 1 } }, 67],
    [{ key: { a: 1 }, unique: 'yes' }, 14],
    [{ key: { a: 1 }, v: 3 }, 67],
    [{ key: { a: 1 }, expireAfterSeconds: 3e9 }, 67],
    [{ key: { 'a.$b': 1 } }, 67],
    [{ key: { 'a..b': 1 } }, 67],
    [{ key: { a: 0 } }, 67],
    [{ key: { a: 1 }, name: '' }, 67],
    [{ key: { a: 1 }, name: '*' }, 2],
    [{ key: { a: 1 }, name: '_id_' }, 2],
    [{ key: { _id: 1 }, unique: true }, 197],
    [{ key: { _id: 1 }, collation: { locale: 'en' } }, 2],
    [{ key: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`f${i}`, 1])) }, 13103],
  ])('refuse %j', async (spec, expected) => {
    expect(await code(fixture.index(NS, spec))).toBe(expected);
    expect(fixture.engine.indexes(NS)).toBeUndefined();
  });

  it('are 64 at most', async () => {
    const specs = Array.from({ length: 64 }, (_, i) => d({ key: { [`f${i}`]: 1 } }));
    expect(await code(fixture.write((unit) => unit.createIndexes(NS, specs)))).toBe(67);
    await fixture.write((unit) => unit.createIndexes(NS, specs.slice(1)));
    expect(await code(fixture.index(NS, { key: { g: 1 } }))).toBe(67);
    expect(fixture.engine.indexes(NS)).toHaveLength(64);
  });

  it('follow numbers in paths only where they can mean one thing', async () => {
    await fixture.index(NS, { key: { 'a.0': 1 } });
    expect(await code(fixture.insert(NS, d({ _id: 1, a: [{ 0: 'x' }] })))).toBe(16746);
    await fixture.insert(NS, d({ _id: 2, a: [5, { y: 1 }] }), d({ _id: 3, a: { 0: 5 } }));
    expect(ids({ filter: d({ 'a.0': 5 }) })).toEqual([2, 3]);
    expect(ids({ filter: d({ 'a.0': null }) })).toEqual([2]);
  });

  it('survive a restart, with what they know of arrays', async () => {
    await fixture.index(NS, { key: d({ a: 1 }) });
    await fixture.insert(NS, d({ _id: 1, a: [1, 2] }));
    await fixture.restart();
    expect(ids({ filter: d({ a: { $gte: 0 } }) })).toEqual([1]);
    await fixture.write((unit) => unit.dropIndexes(NS, 'a_1'));
    await fixture.restart();
    expect(fixture.engine.indexes(NS)).toHaveLength(1);
  });
});

describe('a compound index', () => {
  it('takes one array that a pipeline put in two fields for two', async () => {
    await fixture.index(NS, { key: d({ a: 1, b: 1 }) });
    const array = [1, 2];
    expect(await code(fixture.insert(NS, d({ _id: 1, a: array, b: array })))).toBe(171);
  });
});
