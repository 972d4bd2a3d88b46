import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { codeOf } from '../../test/server.ts';
import { checkDatabase } from '../check/check-database.ts';
import type { Engine, WriteUnit } from '../engine.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';
import { tableStart } from '../storage/keys.ts';
import { openStore } from '../storage/store.ts';
import { buildIndexes } from './build-indexes.ts';

const NS = 'shop.items';
const COUNT = 5_200;

let fixture: Fixture;
/** The store takes no write. */
let isFull: boolean;
const openFillable: typeof openStore = (...args) => {
  const store = openStore(...args);
  const full = new Error('no space left');
  return { ...store, write: (...group) => (isFull ? Promise.reject(full) : store.write(...group)) };
};
beforeEach(async () => {
  isFull = false;
  fixture = await openFixture({}, openFillable);
  await fixture.insert(
    NS,
    ...Array.from({ length: COUNT }, (_, _id) => d({ _id, n: _id, tags: [_id, 'x'] })),
  );
});
afterEach(() => fixture.stop());

const build = (spec: Record<string, unknown>) => buildIndexes(fixture.engine, {}, NS, [d(spec)]);
const byId = (_id: number) => ({ query: { filter: d({ _id }) }, multi: false });
const setting = (_id: number, fields: Record<string, unknown>) => ({
  ...byId(_id),
  apply: (document: ReturnType<typeof d>) => new Map([...document, ...d(fields)]),
});
const names = (): unknown[] => (fixture.engine.indexes(NS) ?? []).map((spec) => spec.get('name'));

async function problems(): Promise<string[]> {
  await fixture.engine.close();
  return (await checkDatabase(fixture.dataDir)).problems;
}

/** Writes as long as the work takes; gives how many writes were answered. */
async function writingBeside(work: Promise<unknown>, body: (unit: WriteUnit, at: number) => void) {
  let isOver = false;
  const ended = work.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  let at = 0;
  for (; !isOver; at += 1) await fixture.write((unit) => body(unit, at));
  await ended;
  return at;
}

it('others write while an index is built, and it holds what they have written', async () => {
  const work = build({ key: { n: 1, tags: 1 }, name: 'n' });
  const answered = await writingBeside(work, (unit, at) => {
    unit.insert(NS, d({ _id: -1 - at, n: -1 - at, tags: at % 3 === 0 ? [] : at }));
    unit.update(NS, setting((at * 811) % COUNT, { n: at + 0.5 }));
    unit.delete(NS, byId((at * 1_303 + 7) % COUNT));
  });
  expect(answered).toBeGreaterThan(4);
  await expect(work).resolves.toMatchObject({ numIndexesBefore: 1, numIndexesAfter: 2 });
  const all = fixture.find(NS, {}).length;
  expect(fixture.find(NS, { filter: d({ n: { $gte: -1_000_000 } }), hint: 'n' }).length).toBe(all);
  expect(await problems()).toEqual([]);
});

it('a unique index holds keys that change hands while it is built', async () => {
  const work = build({ key: { n: 1 }, name: 'n', unique: true });
  await writingBeside(work, (unit, at) => {
    // The last documents lend their numbers to the first ones, which come to them earlier.
    const last = COUNT - 1 - (at % 1_000);
    unit.update(NS, setting(last, { n: COUNT + at }));
    unit.update(NS, setting(at % 1_000, { n: last }));
  });
  await work;
  expect(names()).toEqual(['_id_', 'n']);
  expect(await problems()).toEqual([]);
});

it.each([
  ['that was there', (unit: WriteUnit) => unit.update(NS, setting(COUNT - 1, { n: 1 }))],
  ['that is written meanwhile', undefined],
])('a key twice, %s, ends the build and leaves nothing', async (_when, before) => {
  if (before !== undefined) await fixture.write(before);
  const work = build({ key: { n: 1 }, name: 'n', unique: true });
  const failed = expect(work).rejects.toMatchObject({ code: 11_000 });
  if (before === undefined) {
    await fixture.write((unit) => unit.insert(NS, d({ _id: -1, n: 5 })));
    await fixture.write((unit) => unit.insert(NS, d({ _id: -2, n: 5 })));
  }
  await failed;
  expect(names()).toEqual(['_id_']);
  await build({ key: { n: 1 }, name: 'n' });
  expect(await problems()).toEqual([]);
});

it.each([
  ['is rolled back', undefined],
  ['is committed', 11_000],
])('a key twice, in a transaction that %s, ends the build only then', async (_how, code) => {
  const { engine } = fixture;
  const work = build({ key: { n: 1 }, name: 'n', unique: true });
  const ended = codeOf(work);
  await fixture.write(() => undefined);
  const txn = engine.startTransaction('session', 1n);
  await engine.write({ txn }, (unit) => new Map([['_id', unit.insert(NS, d({ _id: -1, n: 5 }))]]));
  await fixture.write((unit) => unit.insert(NS, d({ _id: -2, n: -2 })));
  if (code === undefined) engine.abortTransaction('session', 1n);
  else await engine.commitTransaction('session', 1n);
  expect(await ended).toBe(code);
  expect(names()).toEqual(code === undefined ? ['_id_', 'n'] : ['_id_']);
  expect(await problems()).toEqual([]);
});

it('two that ask for the same index get one', async () => {
  const spec = { key: { n: 1 }, name: 'n' };
  const [first, second] = await Promise.all([build(spec), build(spec)]);
  expect([first.numIndexesAfter, second.numIndexesBefore, second.numIndexesAfter]).toEqual([2, 2, 2]);
});

it('of a collection that becomes small meanwhile, too', async () => {
  const spec = { key: { n: 1 }, name: 'n' };
  const first = build(spec);
  await fixture.write((unit) => unit.delete(NS, { query: { filter: d({ n: { $gte: 100 } }) }, multi: true }));
  await Promise.all([first, build(spec)]);
  expect(names()).toEqual(['_id_', 'n']);
  expect(await problems()).toEqual([]);
});

it('one that a full disk has ended, which nothing could be noted of, is made anew', async () => {
  const work = build({ key: { n: 1 }, name: 'n' });
  const failed = expect(work).rejects.toThrow('no space left');
  await fixture.write(() => undefined);
  isFull = true;
  await failed;
  isFull = false;
  await fixture.write((unit) => unit.insert(NS, d({ _id: -1, n: -1 })));
  await build({ key: { n: 1 }, name: 'n' });
  expect(names()).toEqual(['_id_', 'n']);
  expect(await problems()).toEqual([]);
});

it('a collection that is dropped ends the build', async () => {
  const work = build({ key: { n: 1 }, name: 'n' });
  const failed = expect(work).rejects.toMatchObject({ code: 276 });
  await fixture.write((unit) => unit.dropCollection(NS));
  await failed;
  expect(await problems()).toEqual([]);
});

it('a stop in the middle leaves no half index', async () => {
  const started = await half(fixture.engine);
  await fixture.restart();
  expect(names()).toEqual(['_id_']);
  expect(await problems()).toEqual([]);
  const store = openStore(fixture.dataDir);
  const rows = started.flatMap((table) =>
    store.chunk({ from: tableStart(table), to: tableStart(table + 1), reverse: false, keysOnly: true }, 1),
  );
  await store.close();
  expect([started.length, rows]).toEqual([1, []]);
});

/** Builds half of an index; gives its table. */
async function half(engine: Engine): Promise<number[]> {
  const tables: number[] = [];
  let fill = (_unit: WriteUnit): unknown => undefined;
  await engine.write({}, (unit) => {
    const { build: started } = unit.startIndexes(NS, [d({ key: { n: 1 }, name: 'n' })]);
    if (started === undefined) throw new Error('it was built in one piece');
    tables.push(...started.indexes.map(({ table }) => table));
    fill = (next) => next.fillIndexes(started);
    return new Map();
  });
  await fixture.write((unit) => fill(unit));
  return tables;
}
