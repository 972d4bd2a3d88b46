import { describe, expect, it } from '@jest/globals';
import { newId } from '@souk/kernel';
import { choices, requireSoundVariants, withVariant, type Option, type Variant } from './product.ts';

const variant = (...options: [string, string][]): Variant => ({
  id: newId('variant'),
  sku: newId('variant'),
  options: options.map(([name, value]): Option => ({ name, value })),
  weightGrams: 1,
});

describe('variants of a product', () => {
  it.each([
    ['one without options', [variant()]],
    ['two colours', [variant(['colour', 'red']), variant(['colour', 'blue'])]],
    [
      'the same options in another order',
      [variant(['colour', 'red'], ['size', 'S']), variant(['size', 'M'], ['colour', 'red'])],
    ],
  ])('may be %s', (_what, variants) => {
    expect(() => requireSoundVariants(variants)).not.toThrow();
  });

  it.each([
    ['none', [], 'last-variant'],
    ['two alike', [variant(['colour', 'red']), variant(['colour', 'red'])], 'variant-options'],
    ['of different options', [variant(['colour', 'red']), variant(['size', 'S'])], 'variant-options'],
    ['with one option twice', [variant(['colour', 'red'], ['colour', 'blue'])], 'variant-options'],
    [
      'a hundred and one',
      Array.from({ length: 101 }, (_, n) => variant(['n', String(n)])),
      'too-many-variants',
    ],
  ])('may not be %s', (_what, variants, code) => {
    expect(() => requireSoundVariants(variants)).toThrow(expect.objectContaining({ code }));
  });

  it('show what there is to choose from', () => {
    const variants = [variant(['colour', 'red'], ['size', 'S']), variant(['colour', 'red'], ['size', 'M'])];
    expect(choices(variants)).toEqual([
      { name: 'colour', values: ['red'] },
      { name: 'size', values: ['S', 'M'] },
    ]);
  });

  it('are changed by id or added', () => {
    const [a, b] = [variant(), variant()];
    expect(withVariant([a], { ...a, weightGrams: 2 })).toEqual([{ ...a, weightGrams: 2 }]);
    expect(withVariant([a], b)).toEqual([a, b]);
  });
});
