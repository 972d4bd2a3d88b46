import { isDuplicateKey } from '@souk/platform/data';
import { catalogError } from '../errors.ts';

const REFUSALS = [
  ['pathKey', 'category-taken'],
  ['slug', 'slug-taken'],
  ['variants.sku', 'sku-taken'],
  ['reference', 'import-conflict'],
  ['variantId', 'offer-exists'],
] as const;

/** Runs `work`; what a unique index refuses comes out as the refusal that a caller understands. */
export async function refusingDuplicates<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const refusal = REFUSALS.find(([field]) => isDuplicateKey(error, field));
    if (refusal === undefined) throw error;
    throw catalogError(refusal[1]);
  }
}
