import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EngineCursor } from '../engine.ts';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';

const NS = 'test.rows';
const BYTES = 1_000_000;

let fixture: Fixture;
let cursor: EngineCursor;

beforeEach(async () => {
  fixture = await openFixture();
  await fixture.insert(NS, ...Array.from({ length: 200 }, (_, i) => d({ _id: i, a: i, g: i % 2 })));
  await fixture.index(NS, { key: { a: 1 }, name: 'a' });
  await fixture.index(NS, { key: { g: 1, a: 1 }, name: 'g_a' });
  cursor = fixture.engine.find({}, NS, { filter: d({ a: { $gte: 0 } }), sort: d({ a: 1 }) });
});
afterEach(() => fixture.stop());

const change = (fields: Record<string, unknown>, to: Record<string, unknown>): Promise<unknown> =>
  fixture.write((unit) =>
    unit.update(NS, {
      query: { filter: d(fields) },
      multi: true,
      apply: (before) => new Map([...before, ...d(to)]),
    }),
  );

async function rest(of = cursor): Promise<unknown[]> {
  const { rows } = await of.nextBatch(1_000, BYTES);
  return rows.map((row) => row.doc().get('_id'));
}

describe('a cursor that rests between batches', () => {
  it('gives no document that has ceased to match', async () => {
    await cursor.nextBatch(2, BYTES);
    await change({ _id: { $gte: 5 } }, { a: -1 });
    expect(await rest()).toEqual([2, 3, 4]);
  });

  it('does so where it merges streams of an index', async () => {
    const query = { filter: d({ g: { $in: [0, 1] } }), sort: d({ a: 1 }), hint: 'g_a' };
    const merged = fixture.engine.find({}, NS, query);
    await merged.nextBatch(2, BYTES);
    await change({ _id: { $gte: 4 } }, { g: 7 });
    expect(await rest(merged)).toEqual([2, 3]);
  });

  it('goes on behind what it has given, also in reverse', async () => {
    const back = fixture.engine.find({}, NS, { filter: d({ a: { $lt: 9 } }), sort: d({ a: -1 }) });
    const given: unknown[] = [];
    for (let done = false; !done;) {
      const batch = await back.nextBatch(2, BYTES);
      given.push(...batch.rows.map((row) => row.doc().get('_id')));
      done = batch.done;
    }
    expect(given).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });

  it('ends with an error when its index is dropped, and goes on when another is', async () => {
    await cursor.nextBatch(2, BYTES);
    await fixture.write((unit) => unit.dropIndexes(NS, 'g_a'));
    expect((await cursor.nextBatch(2, BYTES)).rows).toHaveLength(2);
    await fixture.write((unit) => unit.dropIndexes(NS, 'a'));
    await expect(cursor.nextBatch(2, BYTES)).rejects.toMatchObject({ code: 175 });
  });

  it('ends with an error when its collection is dropped and made again', async () => {
    await cursor.nextBatch(2, BYTES);
    await fixture.write((unit) => unit.dropCollection(NS));
    await fixture.insert(NS, d({ a: 1 }));
    await expect(cursor.nextBatch(2, BYTES)).rejects.toMatchObject({ code: 175 });
  });
});

it('a moment has the indexes of its time', async () => {
  const moment = fixture.engine.openMoment();
  await fixture.write((unit) => unit.dropIndexes(NS, ['a', 'g_a']));
  await fixture.index(NS, { key: { a: 1, _id: 1 }, name: 'later' });
  expect(fixture.find(NS, { filter: d({ a: 7 }) }, { moment })).toHaveLength(1);
  moment.release();
});

it('a collection that is dropped in the commit of its last writes leaves no counts behind', async () => {
  await fixture.write((unit) => unit.createCollection('test.last', new Map()));
  await Promise.all([
    fixture.insert('test.last', d({}), d({})),
    fixture.write((unit) => unit.dropCollection('test.last')),
  ]);
  await fixture.restart();
  await fixture.write((unit) => unit.createCollection('test.next', new Map()));
  await fixture.restart();
  expect(fixture.engine.stats('test.next')).toMatchObject({ count: 0, size: 0 });
});
