import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WriteUnit } from '../engine.ts';
import { compareTimes } from '../oplog/cluster-clock.ts';
import { d, openFixture, type Fixture } from './engine-fixture.ts';
import { openStore, type Store } from './store.ts';

const NS = 'shop.things';

/** A store whose writes wait for `release` or fail with `fail`. */
function heldStore(dataDir: string) {
  const store = openStore(dataDir);
  let gate: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  const held: Store = {
    ...store,
    write: async (changes) => {
      await gate;
      if (failure !== undefined) throw failure;
      await store.write(changes);
    },
  };
  return {
    store: held,
    fail: (error: Error | undefined) => (failure = error),
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      gate = promise;
      return () => resolve(undefined);
    },
  };
}

let fixture: Fixture;
let held: ReturnType<typeof heldStore>;
beforeEach(async () => {
  fixture = await openFixture({}, (dataDir) => {
    held = heldStore(dataDir);
    return held.store;
  });
  await fixture.insert(NS, d({ _id: 1, n: 1 }));
});
afterEach(() => fixture.stop());

const increment = (unit: WriteUnit) =>
  unit.update(NS, {
    query: { filter: d({ _id: 1 }) },
    multi: false,
    apply: (before) => new Map([...before, ['n', Number(before.get('n')) + 1]]),
  });
const stored = () => fixture.find(NS, {}).map((document) => document.get('n'));

describe('while a group of writes is on its way to the disk', () => {
  it('readers see what is on disk, and the next writes see the group', async () => {
    const release = held.hold();
    const first = fixture.write(increment);
    await turn();
    const second = fixture.write(increment);
    await turn();
    expect(stored()).toEqual([1]);
    release();
    await Promise.all([first, second]);
    expect(stored()).toEqual([3]);
  });

  it('a transaction does not overwrite what it can not see yet', async () => {
    const release = held.hold();
    const first = fixture.write(increment);
    await turn();
    const txn = fixture.engine.startTransaction('session', 1n);
    const inside = fixture.write(increment, { txn });
    release();
    await first;
    // It had read nothing before: it goes on with a later snapshot.
    await inside;
    await fixture.engine.commitTransaction('session', 1n);
    expect(stored()).toEqual([3]);
  });

  it('a transaction that has read before it is refused', async () => {
    const txn = fixture.engine.startTransaction('session', 1n);
    expect(fixture.find(NS, {}, { txn })).toHaveLength(1);
    const release = held.hold();
    const first = fixture.write(increment);
    await turn();
    const inside = fixture.write(increment, { txn });
    await expect(inside).rejects.toMatchObject({ codeName: 'WriteConflict' });
    release();
    await first;
    expect(stored()).toEqual([2]);
  });

  it('a change stream that opens begins before it', async () => {
    const { oplog } = fixture.engine;
    const before = oplog.clock.time;
    const release = held.hold();
    const first = fixture.write(increment);
    await turn();
    expect(oplog.settledTime).toEqual(before);
    release();
    await first;
    expect(oplog.settledTime).toEqual(oplog.clock.time);
    expect(compareTimes(before, oplog.clock.time)).toBeLessThan(0);
  });

  it('new collections are not there before it is on disk', async () => {
    const release = held.hold();
    const first = fixture.insert('shop.others', d({ _id: 1 }));
    await turn();
    expect(fixture.engine.collection('shop.others')).toBeUndefined();
    release();
    await first;
    expect(fixture.find('shop.others', {})).toHaveLength(1);
  });
});

describe('a group that can not be written', () => {
  it('fails each of its writes and leaves nothing behind', async () => {
    held.fail(new Error('no space left'));
    const writes = [
      fixture.write(increment),
      fixture.insert(NS, d({ _id: 2 })),
      fixture.insert('shop.others', d({ _id: 1 })),
    ];
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    held.fail(undefined);
    expect(stored()).toEqual([1]);
    expect(fixture.engine.collection('shop.others')).toBeUndefined();
    await fixture.write(increment);
    await fixture.insert(NS, d({ _id: 2, n: 9 }));
    expect(stored()).toEqual([2, 9]);
    expect(fixture.engine.count({}, NS, { filter: d({}) })).toBe(2);
  });

  it('stands in the way of no transaction, while another one is open', async () => {
    fixture.engine.startTransaction('open', 1n);
    held.fail(new Error('no space left'));
    await expect(fixture.write(increment)).rejects.toThrow('no space left');
    held.fail(undefined);
    const txn = fixture.engine.startTransaction('session', 1n);
    await fixture.write(increment, { txn });
    await fixture.engine.commitTransaction('session', 1n);
    expect(stored()).toEqual([2]);
  });

  it('fails also what has met one of its writes: a duplicate key that is not there, a retry of what is not done', async () => {
    const retry = { session: 'session', txnNumber: 1n };
    const half = (unit: WriteUnit) => unit.insert(NS, d({ _id: 3 }));
    held.fail(new Error('no space left'));
    const outcomes = await Promise.allSettled([
      fixture.insert(NS, d({ _id: 2 })),
      fixture.insert(NS, d({ _id: 2 })),
      fixture.write(half, { retry: { ...retry, reached: 1 } }),
      fixture.write(half, { retry: { ...retry } }),
    ]);
    held.fail(undefined);
    expect(outcomes).toEqual(
      outcomes.map(() => ({ status: 'rejected', reason: new Error('no space left') })),
    );
  });

  it('counts for nothing in the log of changes', async () => {
    const { oplog } = fixture.engine;
    const before = oplog.size;
    held.fail(new Error('no space left'));
    await expect(fixture.insert(NS, d({ _id: 2, text: 'x'.repeat(10_000) }))).rejects.toThrow();
    held.fail(undefined);
    expect(oplog.size).toBe(before);
  });
});

/** Lets the queued writes have their turn. */
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
