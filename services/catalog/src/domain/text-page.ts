import type { Id } from '@souk/kernel';

/** A product that a text search has found. */
export type Match = { readonly id: Id; readonly score: number; readonly price: bigint };

export type Sort = 'relevance' | 'newest' | 'price-asc' | 'price-desc';

/**
 * One page out of the best matches in the order asked for, after the row with the keys `after` (see `keysOf`).
 * The order is total, so that a page never repeats or leaves out a match.
 */
export function pageOfMatches(
  matches: readonly Match[],
  sort: Sort,
  { after, limit }: { after: readonly [number, string] | null; limit: number },
): { readonly shown: readonly Match[]; readonly more: boolean } {
  const ordered = matches.toSorted((a, b) => compareKeys(keysOf(a, sort), keysOf(b, sort), sort));
  const rest =
    after === null ? ordered : ordered.filter((match) => compareKeys(keysOf(match, sort), after, sort) > 0);
  return { shown: rest.slice(0, limit), more: rest.length > limit };
}

/** What a match is ordered by: JSON values that go into a cursor. */
export function keysOf({ id, score, price }: Match, sort: Sort): readonly [number, string] {
  switch (sort) {
    case 'relevance':
      return [score, id];
    case 'newest':
      return [0, id];
    case 'price-asc':
    case 'price-desc':
      return [Number(price), id];
  }
}

/** Which of two rows comes first. */
export function compareKeys(a: readonly [number, string], b: readonly [number, string], sort: Sort): number {
  const [first, second] = [a[0], b[0]];
  const ids = a[1] < b[1] ? -1 : Number(a[1] > b[1]);
  switch (sort) {
    case 'relevance':
      return second - first || ids;
    case 'newest':
      return -ids;
    case 'price-asc':
      return first - second || ids;
    case 'price-desc':
      return second - first || -ids;
  }
}
