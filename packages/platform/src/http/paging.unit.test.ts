import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { decodeCursor, encodeCursor, pageQuery } from './index.ts';

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
