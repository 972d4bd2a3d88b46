import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { decodeCursor, encodeCursor, mapPage, pageByKey, pageQuery } from './index.ts';

const scope = { filter: { category: 'cat_1', q: undefined, prices: [1n, 2n] }, sort: 'newest' };

describe('a cursor', () => {
  it('brings its keys back, whatever the order of the filter’s fields', () => {
    const cursor = encodeCursor([17, 'prd_1', null], scope);
    expect(cursor).toMatch(/^[\w-]+$/);
    const same = { filter: { prices: [1n, 2n], category: 'cat_1' }, sort: 'newest' };
    expect(decodeCursor(cursor, same)).toEqual([17, 'prd_1', null]);
  });

  it.each([
    ['another filter', { ...scope, filter: { category: 'cat_2' } }],
    ['another sort', { ...scope, sort: 'oldest' }],
  ])('is refused under %s', (_what, other) => {
    const cursor = encodeCursor([1], scope);
    expect(() => decodeCursor(cursor, other)).toThrow(
      expect.objectContaining({
        code: 'cursor-mismatch',
        kind: 'invalid',
        errors: [expect.objectContaining({ pointer: '/query/next' })],
      }),
    );
  });

  it.each([['nonsense'], [''], ['e30'], ['W10'], [Buffer.from('[1,2]').toString('base64url')]])(
    'is refused when it is %j',
    (cursor) => {
      expect(() => decodeCursor(cursor, scope)).toThrow(expect.objectContaining({ code: 'cursor-mismatch' }));
    },
  );
});

describe('a list in the order of one key', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id }));
  const list = { filter: { q: 1 }, sort: 'oldest', key: ({ id }: { id: string }) => id };
  const read = (range: { after: string | null; limit: number }) =>
    Promise.resolve(rows.filter(({ id }) => id > (range.after ?? '')).slice(0, range.limit));

  it.each([
    [2, ['ab', 'cd', 'e']],
    // No empty page behind a full last one.
    [5, ['abcde']],
  ])('comes in pages of %d until there are no more', async (limit, pages) => {
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const found = mapPage(await pageByKey({ limit, next }, list, read), ({ id }) => id);
      seen.push(found.data.join(''));
      next = found.next ?? undefined;
    } while (next !== undefined);
    expect(seen).toEqual(pages);
  });

  it.each([[[]], [[17]], [[{ $gt: '' }]]])('refuses a cursor whose keys are %j', async (keys) => {
    const next = encodeCursor(keys, list);
    await expect(pageByKey({ limit: 2, next }, list, read)).rejects.toMatchObject({
      code: 'cursor-mismatch',
    });
  });
});

describe('the query of a list', () => {
  const query = pageQuery({
    sorts: ['newest', 'price-asc'],
    filters: { seller: z.string().max(40).optional() },
  });

  it('has defaults', () => {
    expect(query.parse({})).toEqual({ limit: 20, sort: 'newest' });
    expect(query.parse({ limit: '100', sort: 'price-asc', seller: 's', next: 'x' })).toEqual({
      limit: 100,
      sort: 'price-asc',
      seller: 's',
      next: 'x',
    });
  });

  it.each([
    [{ limit: '0' }],
    [{ limit: '101' }],
    [{ limit: '1.5' }],
    [{ limit: '1e1' }],
    [{ limit: '' }],
    [{ sort: 'best' }],
    [{ other: '1' }],
    [{ next: '' }],
  ])('refuses %j', (input) => expect(query.safeParse(input).success).toBe(false));

  it('takes no sort where there is no choice', () => {
    expect(pageQuery({}).parse({ limit: '3' })).toEqual({ limit: 3 });
    expect(pageQuery({}).safeParse({ sort: 'newest' }).success).toBe(false);
  });
});
