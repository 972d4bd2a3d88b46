import { describe, expect, it } from '@jest/globals';
import { money } from '@souk/kernel';
import { facetOf, listingOf, pageTags } from './listing.ts';

const product = { categoryPath: ['cat_home', 'cat_kitchen'], state: 'active' } as const;
const offer = (
  sellerId: string,
  amount: bigint,
  off: Partial<Record<'state' | 'seller' | 'product', true>> = {},
) => ({
  sellerId,
  price: money(amount, 'BRL'),
  state: off.state === true ? ('inactive' as const) : ('active' as const),
  sellerActive: off.seller !== true,
  productActive: off.product !== true,
});

describe('listing', () => {
  it('shows the lowest price at which the product can be bought', () => {
    const listing = listingOf(product, [
      offer('sel_b', 300n),
      offer('sel_a', 200n),
      offer('sel_c', 100n, { state: true }),
      offer('sel_d', 50n, { seller: true }),
    ]);
    expect(listing.minPrice).toBe(200n);
    expect(listing.sellerIds).toEqual(['sel_a', 'sel_b']);
  });

  it('has a key for each combination of filters', () => {
    const { facets } = listingOf(product, [offer('sel_a', 1n)]);
    const filters = [null, 'cat_home', 'cat_kitchen'].flatMap((categoryId) =>
      [null, 'sel_a'].map((sellerId) => facetOf({ categoryId, sellerId })),
    );
    expect(facets.toSorted()).toEqual(filters.toSorted());
    expect(new Set(facets).size).toBe(6);
  });

  it('has no key for what can not be bought', () => {
    const nothing = { minPrice: null, sellerIds: [], facets: [] };
    expect(listingOf(product, [])).toEqual(nothing);
    expect(listingOf(product, [offer('sel_a', 1n, { state: true })])).toEqual(nothing);
    expect(listingOf({ ...product, state: 'deleted' }, [offer('sel_a', 1n)])).toEqual(nothing);
  });

  it('names the pages that a change touches, before and after', () => {
    const tags = pageTags(
      { id: 'prd_1', slug: 'cup' },
      { facets: ['*', 'cat_a'] },
      { facets: ['*', 'cat_b'] },
    );
    expect(tags).toEqual(['product:prd_1', 'product:cup', 'list:*', 'list:cat_a', 'list:cat_b']);
  });
});
