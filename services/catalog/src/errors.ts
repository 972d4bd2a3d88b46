import { defineErrors } from '@souk/kernel';

/** Every refusal of the catalogue. */
export const catalogError = defineErrors({
  'category-not-found': { kind: 'not-found', message: 'There is no such category.' },
  'product-not-found': { kind: 'not-found', message: 'There is no such product.' },
  'variant-not-found': { kind: 'not-found', message: 'There is no such variant.' },
  'offer-not-found': { kind: 'not-found', message: 'There is no such offer.' },
  'unknown-category': { kind: 'invalid', message: 'The request names a category that does not exist.' },
  'unknown-variant': { kind: 'invalid', message: 'The request names a variant that does not exist.' },
  'unknown-seller': { kind: 'invalid', message: 'The request names a seller that does not exist.' },
  'category-taken': { kind: 'conflict', message: 'There is a category of this name under the same parent.' },
  'category-too-deep': { kind: 'conflict', message: 'Categories lie at most eight levels deep.' },
  'category-in-use': { kind: 'conflict', message: 'The category has subcategories or products.' },
  'slug-taken': { kind: 'conflict', message: 'Another product has this slug.' },
  'sku-taken': { kind: 'conflict', message: 'Another variant has this SKU.' },
  'import-conflict': {
    kind: 'conflict',
    message: 'Another import has just made one of these products; send the rows again.',
  },
  'offer-exists': { kind: 'conflict', message: 'The seller offers this variant already.' },
  'variant-in-use': { kind: 'conflict', message: 'Sellers offer this variant.' },
  'last-variant': { kind: 'conflict', message: 'A product keeps at least one variant.' },
  'too-many-variants': { kind: 'conflict', message: 'A product has at most 100 variants.' },
  'variant-options': {
    kind: 'invalid',
    message: 'The variants of a product have the same options, each variant other values.',
  },
  'currency-not-used': { kind: 'invalid', message: 'Prices are in another currency here.' },
  'cursor-invalid': { kind: 'invalid', message: 'The cursor is none that this list has given out.' },
  'price-range': { kind: 'invalid', message: 'minPrice must not be above maxPrice.' },
  'stale-version': { kind: 'stale', message: 'It has changed since the version that If-Match names.' },
});
