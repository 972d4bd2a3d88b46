import { describe, expect, it } from '@jest/globals';
import { createPageCache, type CachedPage } from './index.ts';

const page = (text: string): CachedPage => ({ body: text, etag: text });

function cacheAt(start = 0) {
  const clock = { ms: start };
  const cache = createPageCache({ maxEntries: 3, maxAgeMs: 1_000, now: () => clock.ms });
  return { clock, cache };
}

describe('the page cache', () => {
  it('gives a page until it is too old, counted from before it was read', () => {
    const { clock, cache } = cacheAt();
    const ticket = cache.begin(['a']);
    clock.ms = 600;
    cache.put('k', page('1'), ticket);
    clock.ms = 999;
    expect(cache.get('k')?.etag).toBe('1');
    clock.ms = 1_000;
    expect(cache.get('k')).toBeUndefined();
  });

  it('drops pages by any of their tags and leaves the others', () => {
    const { cache } = cacheAt();
    cache.put('k1', page('1'), cache.begin(['list', 'product:1']));
    cache.put('k2', page('2'), cache.begin(['product:2']));
    cache.invalidate(['product:1', 'product:9']);
    expect(cache.get('k1')).toBeUndefined();
    expect(cache.get('k2')?.etag).toBe('2');
  });

  it('keeps out a page that was read before a write and comes after it', () => {
    const { cache } = cacheAt();
    const before = cache.begin(['product:1']);
    cache.invalidate(['product:1']);
    cache.put('k', page('old'), before);
    expect(cache.get('k')).toBeUndefined();
  });

  it('keeps out a page that shows, as its reading found out, a thing written since', () => {
    const { cache } = cacheAt();
    const before = cache.begin(['list']);
    cache.invalidate(['product:7']);
    cache.put('k', page('old'), before, ['product:7']);
    expect(cache.get('k')).toBeUndefined();
    cache.put('k', page('new'), cache.begin(['list']), ['product:7']);
    cache.invalidate(['product:7']);
    expect(cache.get('k')).toBeUndefined();
  });

  it('links a replaced page under its new tags only', () => {
    const { cache } = cacheAt();
    cache.put('k', page('1'), cache.begin(['a']));
    cache.put('k', page('2'), cache.begin(['b']));
    cache.invalidate(['a']);
    expect(cache.get('k')?.etag).toBe('2');
    cache.invalidate(['b']);
    expect(cache.get('k')).toBeUndefined();
  });

  it('holds no more than its limit, the least used going first', () => {
    const { cache } = cacheAt();
    for (const key of ['1', '2', '3']) cache.put(key, page(key), cache.begin([key]));
    cache.get('1');
    cache.put('4', page('4'), cache.begin(['4']));
    expect(['1', '2', '3', '4'].map((key) => cache.get(key) !== undefined)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('lets pages that watch for themselves judge the changes behind their tags', () => {
    const { cache } = cacheAt();
    const watched = (name: string) => ({ ...page(name), isTouchedBy: (change: string) => change === name });
    cache.put('k1', watched('1'), cache.begin(['list']));
    cache.put('k2', watched('2'), cache.begin(['list']));
    cache.put('k3', page('3'), cache.begin(['list']));
    cache.invalidate(['list'], ['1', 'another']);
    expect(['k1', 'k2', 'k3'].map((key) => cache.get(key)?.etag)).toEqual([undefined, '2', undefined]);
    cache.invalidate(['list']);
    expect(cache.get('k2')).toBeUndefined();
  });

  it('refuses a ticket that is older than what it remembers of invalidations', () => {
    const { cache } = cacheAt();
    const old = cache.begin(['a']);
    for (let nth = 0; nth < 20_002; nth += 1) cache.invalidate([`t${nth}`]);
    cache.put('k', page('1'), old);
    expect(cache.get('k')).toBeUndefined();
    cache.put('k', page('2'), cache.begin(['a']));
    expect(cache.get('k')?.etag).toBe('2');
  });
});

describe('misses at the same time', () => {
  it('make the page once', async () => {
    const { cache } = cacheAt();
    const { promise, resolve } = Promise.withResolvers<CachedPage>();
    let made = 0;
    const make = () => {
      made += 1;
      return promise;
    };
    const all = [1, 2, 3].map(() => cache.through('k', ['a'], make));
    resolve(page('1'));
    expect((await Promise.all(all)).map(({ etag }) => etag)).toEqual(['1', '1', '1']);
    expect(made).toBe(1);
    expect(cache.get('k')?.etag).toBe('1');
  });

  it('do not join a reading that began before a write', async () => {
    const { cache } = cacheAt();
    const { promise: old, resolve } = Promise.withResolvers<CachedPage>();
    const first = cache.through('k', ['a'], () => old);
    cache.invalidate(['a']);
    const second = await cache.through('k', ['a'], () => Promise.resolve(page('new')));
    resolve(page('old'));
    expect((await first).etag).toBe('old');
    expect(second.etag).toBe('new');
    expect(cache.get('k')?.etag).toBe('new');
  });

  it('keep nothing of a reading that failed', async () => {
    const { cache } = cacheAt();
    await expect(cache.through('k', ['a'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    const again = await cache.through('k', ['a'], () => Promise.resolve(page('1')));
    expect(again.etag).toBe('1');
  });
});
