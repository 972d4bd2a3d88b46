import { describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import fc from 'fast-check';
import { productSlug, slugOf } from './slug.ts';

describe('slug', () => {
  it.each([
    ['Açaí bowl, 2 l', 'acai-bowl-2-l'],
    ['  Plate -- large  ', 'plate-large'],
    ['***', 'item'],
    ['茶', 'item'],
  ])('of %s is %s', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it('is always fit for an address', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (name) => {
        expect(slugOf(name)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        expect(slugOf(name).length).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('of a product differs for products of the same title', () => {
    const slugs = Array.from({ length: 100 }, () => productSlug('Cup', newId('product')));
    expect(new Set(slugs).size).toBe(100);
  });
});
