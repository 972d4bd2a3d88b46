import { describe, expect, it } from '@jest/globals';
import { doc, type Value } from '../bson/values.ts';
import { Random } from '../check/fuzz/random.ts';
import { regularLetters } from './equality-key.ts';
import { stringOrder } from './order.ts';
import { sortKeys } from './sort-key.ts';
import { parseCollation } from './spec.ts';

const collation = (locale: string, fields: Record<string, Value>) => {
  const parsed = parseCollation(doc({ locale, ...fields }));
  if (parsed === undefined) throw new Error('no collation');
  return parsed;
};
const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const OTHERS = ['ß', 'œ', '-', 'ａ', '\u0301', '10', '9', 'ch', 'll'];

describe('the keys of strings', () => {
  it.each<[string, Record<string, Value>]>([
    ['en', { strength: 1 }],
    ['en', { strength: 2 }],
    ['en', {}],
    ['de', { strength: 1, caseLevel: true }],
    ['sv', { strength: 2, caseLevel: true }],
    ['fr', { strength: 3, caseLevel: true }],
    ['pl', { caseFirst: 'upper' }],
    ['tr', { strength: 2 }],
    ['es', { strength: 2 }],
    ['ru', {}],
  ])('are in the order of %s %j', (locale, fields) => {
    const own = collation(locale, fields);
    const keys = sortKeys(own);
    const order = stringOrder(own);
    const letters = [...regularLetters(own).keys()];
    const random = new Random(7);
    let compared = 0;
    for (let i = 0; i < 3_000; i += 1) {
      const few = Array.from({ length: 4 }, () => random.of(random.chance(0.05) ? OTHERS : letters));
      const word = () => Array.from({ length: random.below(6) }, () => random.of(few)).join('');
      const [a, b] = [word(), word()];
      const [x, y] = [keys.of(a), keys.of(b)];
      if (!x.regular || !y.regular) continue;
      compared += 1;
      if (bytewise(x.text, y.text) !== order(a, b)) expect([a, b]).toBe(order(a, b));
    }
    expect(keys.ordered).toBe(true);
    expect(compared).toBeGreaterThan(1_500);
  });

  it('tell equal strings only where order can’t be told', () => {
    for (const [locale, fields] of [
      ['en', { numericOrdering: true }],
      ['fr_CA', {}],
      ['ja', { strength: 1 }],
    ] as const)
      expect(sortKeys(collation(locale, fields)).ordered).toBe(false);
    const numeric = sortKeys(collation('en', { numericOrdering: true, strength: 1 }));
    expect(numeric.of('A007')).toEqual(numeric.of('a7'));
  });
});
