import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { doc, type Value } from '../bson/values.ts';
import type { Collation } from './collation.ts';
import { equalityKey } from './equality-key.ts';
import { stringOrder } from './order.ts';
import { representative } from './representative.ts';
import { parseCollation, sameCollation } from './spec.ts';

function collation(fields: Record<string, Value>): Collation {
  const parsed = parseCollation(doc(fields));
  if (parsed === undefined) throw new Error('simple');
  return parsed;
}

const codeOf = (fields: Record<string, Value>): unknown => {
  try {
    return parseCollation(doc(fields)) === undefined ? 'simple' : 'fine';
  } catch (error) {
    return (error as { code: number }).code;
  }
};

const LETTERS = [
  ...Array.from('aAbBcChHiIıİsSyYvVwWzZ01259 -_.\''),
  'á', 'Á', 'à', 'ä', 'Ä', 'å', 'Å', 'aa', 'ß', 'ss', 'æ', 'ae', 'ø', 'ö', 'Ö', 'ü', 'ñ', 'll', 'ch', 'ế', 'ş', 'ș',
  'e\u0301', 'e\u0323\u0301', 'o\u0301\u0308', 'й', 'и', 'И', 'σ', 'ς', 'Σ', 'ａ', 'ﬁ', '中', 'か', 'が', 'ー', '한',
  '\u0000', '\u00ad', '00', '٣', '3', '\ud83d\ude00', 'n\u0303', 'ǆ', 'dž', '·', 'l·l',
]; // prettier-ignore
const text = fc.array(fc.constantFrom(...LETTERS), { maxLength: 5 }).map((letters) => letters.join(''));
const LOCALES = ['en', 'de', 'fr', 'fr_CA', 'sv', 'da', 'cs', 'tr', 'es', 'ru', 'el', 'vi', 'ja', 'de@collation=phonebook', 'ro', 'fi', 'hr', 'th', 'ca', 'pl', 'nl']; // prettier-ignore
const collations = fc
  .record({
    locale: fc.constantFrom(...LOCALES),
    strength: fc.constantFrom<Value>(1, 2, 3),
    caseLevel: fc.boolean(),
    numericOrdering: fc.boolean(),
    alternate: fc.constantFrom('shifted', 'non-ignorable'),
  })
  .map(collation);

describe('equality under a collation', () => {
  it('is told by the keys of regular strings', () => {
    let regulars = 0;
    fc.assert(
      fc.property(collations, text, text, (one, a, b) => {
        const key = equalityKey(one);
        const [x, y] = [key(a), key(b)];
        if (!x.regular || !y.regular) return;
        regulars += 1;
        expect([a, b, x.text === y.text]).toEqual([a, b, stringOrder(one)(a, b) === 0]);
      }),
      { numRuns: 2_500 },
    );
    expect(regulars).toBeGreaterThan(80);
  });

  it('is told by the letters too, each beside each', () => {
    const latin = LETTERS.filter((letter) => equalityKey(collation({ locale: 'en' }))(letter).regular);
    expect(latin.length).toBeGreaterThan(45);
    for (const locale of LOCALES) {
      for (const strength of [1, 2, 3]) {
        const one = collation({ locale, strength });
        const key = equalityKey(one);
        const keys = LETTERS.map((letter) => ({ letter, ...key(letter) })).filter(({ regular }) => regular);
        const order = stringOrder(one);
        const wrong = keys.flatMap((a) =>
          keys
            .filter((b) => (a.text === b.text) !== (order(a.letter, b.letter) === 0))
            .map((b) => [locale, strength, a.letter, b.letter]),
        );
        expect(wrong).toEqual([]);
      }
    }
  });

  it('gives equal strings one representative, regular or not', () => {
    fc.assert(
      fc.property(collations, fc.array(text, { maxLength: 30 }), (given, texts) => {
        const one = { ...given };
        const order = stringOrder(one);
        const found = texts.map((item) => representative(item, one));
        const wrong = texts.flatMap((a, i) =>
          texts.filter((b, j) => (found[i] === found[j]) !== (order(a, b) === 0)).map((b) => [a, b]),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the order of strings', () => {
  it('ignores case and accents by strength', () => {
    const order = (fields: Record<string, Value>, a: string, b: string): number =>
      stringOrder(collation({ locale: 'en', ...fields }))(a, b);
    expect(order({ strength: 1 }, 'Éa', 'ea')).toBe(0);
    expect(order({ strength: 2 }, 'Éa', 'éA')).toBe(0);
    expect(order({ strength: 2 }, 'é', 'e')).toBe(1);
    expect(order({ strength: 3 }, 'a', 'A')).toBe(-1);
    expect(order({ strength: 1, caseLevel: true }, 'é', 'e')).toBe(0);
    expect(order({ strength: 1, caseLevel: true }, 'a', 'A')).toBe(-1);
    expect(order({ strength: 2, caseLevel: true }, 'ａ', 'a')).toBe(0);
    expect(order({ caseFirst: 'upper' }, 'a', 'A')).toBe(1);
    expect(order({ numericOrdering: true }, 'a10', 'a9')).toBe(1);
    expect(order({}, 'côte', 'coté')).toBe(1);
    expect(order({ backwards: true }, 'côte', 'coté')).toBe(-1);
    expect(order({ locale: 'fr_CA', backwards: false }, 'côte', 'coté')).toBe(1);
    expect(order({ backwards: true, strength: 2 }, 'Côte', 'côté')).toBe(-1);
    expect(order({ alternate: 'shifted' }, 'a-b', 'ab')).toBe(0);
  });
});

describe('a specification', () => {
  it('is completed and checked', () => {
    expect(Array.from(collation({ locale: 'fr_CA' }).spec)).toEqual([
      ['locale', 'fr_CA'],
      ['caseLevel', false],
      ['caseFirst', 'off'],
      ['strength', 3],
      ['numericOrdering', false],
      ['alternate', 'non-ignorable'],
      ['maxVariable', 'punct'],
      ['normalization', false],
      ['backwards', true],
      ['version', '57.1'],
    ]);
    expect(codeOf({ locale: 'simple' })).toBe('simple');
    expect(codeOf({})).toBe(40414);
    expect(codeOf({ locale: 'xx_nothing' })).toBe(2);
    expect(codeOf({ locale: 'en@collation=phonebook' })).toBe(2);
    expect(codeOf({ locale: 'en', nonsense: 1 })).toBe(40415);
    expect(codeOf({ locale: 'en', strength: 6 })).toBe(2);
    expect(codeOf({ locale: 'en', strength: 4 })).toBe(115);
    expect(codeOf({ locale: 'sv', backwards: true })).toBe(115);
    expect(codeOf({ locale: 'simple', strength: 1 })).toBe('simple');
    expect(codeOf({ locale: 'en', strength: 1, caseFirst: 'upper' })).toBe(2);
    expect(sameCollation(collation({ locale: 'en' }), collation({ locale: 'en', strength: 3 }))).toBe(true);
    expect(sameCollation(collation({ locale: 'en' }), collation({ locale: 'en', strength: 2 }))).toBe(false);
  });
});
