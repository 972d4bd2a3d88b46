import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { d, openFixture, type Fixture } from '../storage/engine-fixture.ts';

const NS = 'test.rows';
const ROWS = 20_000;

describe('a cursor', () => {
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = await openFixture();
    await fixture.insert(NS, ...Array.from({ length: ROWS }, (_, i) => d({ _id: i, pad: 'x'.repeat(50) })));
  });

  afterAll(() => fixture.stop());

  it('gives batches by number and by size, and says when nothing follows', async () => {
    const cursor = fixture.engine.find({}, NS, { filter: d({ _id: { $lt: 10 } }) });
    const first = await cursor.nextBatch(4, 1_000_000);
    expect([first.rows.length, first.done]).toEqual([4, false]);
    const second = await cursor.nextBatch(100, 200);
    expect([second.rows.length, second.done]).toEqual([2, false]);
    const third = await cursor.nextBatch(4, 1_000_000);
    expect([third.rows.length, third.done]).toEqual([4, true]);
    const limited = fixture.engine.find({}, NS, { filter: d({}), skip: 3, limit: 1 });
    const only = await limited.nextBatch(1, 1_000_000);
    expect([only.rows[0]?.doc().get('_id'), only.done]).toEqual([3, true]);
  });

  it('lets others run during a long scan and sees what they insert later', async () => {
    let turns = 0;
    let scanning = true;
    const others = (async () => {
      while (scanning) {
        await new Promise((resolve) => setImmediate(resolve));
        turns += 1;
      }
    })();
    const cursor = fixture.engine.find({}, NS, { filter: d({ pad: 'late' }) });
    const batch = cursor.nextBatch(10, 1_000_000);
    await fixture.insert(NS, d({ _id: 'late', pad: 'late' }));
    expect((await batch).rows.map((row) => row.doc().get('_id'))).toEqual(['late']);
    scanning = false;
    await others;
    expect(turns).toBeGreaterThan(1);
  });

  it('stops at its deadline', async () => {
    const cursor = fixture.engine.find({ deadline: performance.now() - 1 }, NS, {
      filter: d({ pad: 'none' }),
    });
    await expect(cursor.nextBatch(10, 1_000_000)).rejects.toMatchObject({ code: 50 });
  });

  it('gives nothing after it was closed', () => {
    const cursor = fixture.engine.find({}, NS, { filter: d({}) });
    expect(cursor.next()?.doc().get('_id')).toBe(0);
    cursor.close();
    expect(cursor.next()).toBeUndefined();
  });
});
