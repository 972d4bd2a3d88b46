import { describe, expect, it } from '@jest/globals';
import { gatheredReads } from './gathered-reads.ts';

type Thing = { readonly id: string; readonly price: number };

/** A slow store: each read waits until it is let go, and finds what is there at that moment. */
function slowStore(prices: Record<string, number>) {
  const reads: { ids: readonly string[]; release: () => void; fail: (error: Error) => void }[] = [];
  const read = gatheredReads<Thing>(
    (ids) =>
      new Promise((resolve, reject) => {
        const seen = ids.flatMap((id) => (id in prices ? [{ id, price: prices[id] ?? 0 }] : []));
        reads.push({ ids, release: () => resolve(seen), fail: reject });
      }),
    (thing) => thing.id,
  );
  return { prices, reads, read };
}

/** Waits until so many reads have begun. */
async function begun(reads: readonly unknown[], count: number): Promise<void> {
  while (reads.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe('gathered reads', () => {
  it('reads at once when nobody else does', async () => {
    const { reads, read } = slowStore({ a: 1 });
    const found = read(['a', 'unknown']);
    expect(reads.map(({ ids }) => ids)).toEqual([['a', 'unknown']]);
    reads[0]?.release();
    expect(await found).toEqual([{ id: 'a', price: 1 }]);
  });

  it('gives those who come meanwhile one read together, each what it asked for', async () => {
    const { reads, read } = slowStore({ a: 1, b: 2, c: 3 });
    const first = read(['a']);
    const others = [read(['b', 'a']), read(['c']), read(['b'])];
    reads[0]?.release();
    await first;
    await begun(reads, 2);
    expect(reads.map(({ ids }) => ids)).toEqual([['a'], ['b', 'a', 'c']]);
    reads[1]?.release();
    expect((await Promise.all(others)).map((found) => found.map(({ id }) => id))).toEqual([
      ['b', 'a'],
      ['c'],
      ['b'],
    ]);
  });

  it('answers by a read that began after the call: no older price is seen', async () => {
    const { prices, reads, read } = slowStore({ a: 1 });
    const before = read(['a']);
    prices['a'] = 2;
    const after = read(['a']);
    reads[0]?.release();
    expect(await before).toEqual([{ id: 'a', price: 1 }]);
    await begun(reads, 2);
    reads[1]?.release();
    expect(await after).toEqual([{ id: 'a', price: 2 }]);
  });

  it('tells a failure to those whom it concerns and goes on', async () => {
    const { reads, read } = slowStore({ a: 1 });
    const first = read(['a']);
    const second = read(['a']);
    reads[0]?.fail(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    await begun(reads, 2);
    reads[1]?.release();
    expect(await second).toEqual([{ id: 'a', price: 1 }]);
  });

  it('splits what is too much for one command', async () => {
    const { reads, read } = slowStore({});
    const many = (from: number) => Array.from({ length: 300 }, (_, i) => `thing-${from + i}`);
    const calls = [read(['a']), read(many(0)), read(many(300))];
    reads[0]?.release();
    await begun(reads, 2);
    expect(reads[1]?.ids).toHaveLength(300);
    reads[1]?.release();
    await begun(reads, 3);
    reads[2]?.release();
    expect(await Promise.all(calls)).toEqual([[], [], []]);
  });
});
