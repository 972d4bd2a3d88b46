import { describe, expect, it } from '@jest/globals';
import { createRecordCache } from './record-cache.ts';

type Thing = { readonly id: string; readonly price: number };

function shelf() {
  const stored = new Map<string, Thing>([
    ['a', { id: 'a', price: 1 }],
    ['b', { id: 'b', price: 2 }],
  ]);
  const reads: (readonly string[])[] = [];
  let time = 0;
  let beforeReply: () => void = () => undefined;
  const cache = createRecordCache<Thing>({
    read: async (ids) => {
      reads.push(ids);
      const found = ids.flatMap((id) => stored.get(id) ?? []);
      await Promise.resolve();
      beforeReply();
      return found;
    },
    idOf: (thing) => thing.id,
    maxEntries: 10,
    maxAgeMs: 100,
    now: () => time,
  });
  const write = (thing: Thing) => {
    stored.set(thing.id, thing);
    cache.forget([thing.id]);
  };
  return {
    cache,
    reads,
    write,
    pass: (ms: number) => (time += ms),
    during: (action: () => void) => (beforeReply = action),
  };
}

describe('a record cache', () => {
  it('reads what it has not, once, and leaves out what is not there', async () => {
    const { cache, reads } = shelf();
    expect(await cache.get(['a'])).toEqual([{ id: 'a', price: 1 }]);
    expect(await cache.get(['a', 'b', 'c', 'a'])).toEqual([
      { id: 'a', price: 1 },
      { id: 'b', price: 2 },
    ]);
    await cache.get(['b']);
    expect(reads).toEqual([['a'], ['b', 'c']]);
  });

  it('shows a write of this process at once', async () => {
    const { cache, write } = shelf();
    await cache.get(['a']);
    write({ id: 'a', price: 9 });
    expect(await cache.get(['a'])).toEqual([{ id: 'a', price: 9 }]);
  });

  it('does not keep what was read before a write that came during the read', async () => {
    const { cache, write, during } = shelf();
    during(() => write({ id: 'a', price: 9 }));
    expect(await cache.get(['a'])).toEqual([{ id: 'a', price: 1 }]);
    during(() => undefined);
    expect(await cache.get(['a'])).toEqual([{ id: 'a', price: 9 }]);
  });

  it('gives nothing out that is older than it may be', async () => {
    const { cache, reads, pass } = shelf();
    await cache.get(['a']);
    pass(99);
    await cache.get(['a']);
    pass(1);
    await cache.get(['a']);
    expect(reads).toHaveLength(2);
  });
});
