import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keysOf, pageOfMatches, type Match, type Sort } from './text-page.ts';

const matches = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    score: fc.constantFrom(0.5, 1.25, 2.1),
    price: fc.constantFrom(10n, 20n, 30n),
  }),
  { selector: (match) => match.id, maxLength: 40 },
);
const sorts = fc.constantFrom<Sort>('relevance', 'newest', 'price-asc', 'price-desc');

describe('pages of matches', () => {
  it('show each match once, in the order asked for, whatever their length', () => {
    fc.assert(
      fc.property(matches, sorts, fc.integer({ min: 1, max: 7 }), (all, sort, limit) => {
        const seen: Match[] = [];
        let after: readonly [number, string] | null = null;
        for (let more = true; more;) {
          const page = pageOfMatches(all, sort, { after, limit });
          seen.push(...page.shown);
          more = page.more;
          const last = page.shown.at(-1);
          after =
            last === undefined ? null : (JSON.parse(JSON.stringify(keysOf(last, sort))) as [number, string]);
        }
        expect(seen.map((match) => match.id).toSorted()).toEqual(all.map((match) => match.id).toSorted());
        const whole = pageOfMatches(all, sort, { after: null, limit: 100 });
        expect(seen).toEqual(whole.shown);
      }),
    );
  });

  it('are ordered by score and id', () => {
    const [a, b, c] = [
      { id: 'a', score: 1, price: 5n },
      { id: 'b', score: 2, price: 9n },
      { id: 'c', score: 1, price: 1n },
    ];
    const ids = (sort: Sort) =>
      pageOfMatches([c, b, a], sort, { after: null, limit: 9 }).shown.map(({ id }) => id);
    expect(ids('relevance')).toEqual(['b', 'a', 'c']);
    expect(ids('newest')).toEqual(['c', 'b', 'a']);
    expect(ids('price-asc')).toEqual(['c', 'a', 'b']);
    expect(ids('price-desc')).toEqual(['b', 'a', 'c']);
  });
});
