import { createHash } from 'node:crypto';
import type { Collation } from './collation.ts';
import { equalityKey, regularLetters, type EqualityKey } from './equality-key.ts';
import { collationName, levelOrders } from './order.ts';

/**
 * The texts under which an index with a collation holds strings. As with {@link equalityKey}, those of regular strings
 * are the same exactly when the collation calls the strings equal; where `ordered` is set, the order of their UTF-8
 * bytes is the collation's as well.
 */
export type SortKeys = {
  ordered: boolean;
  of: EqualityKey;
  /** Names the texts: keys that were made under another one are of no use, as after an update of Unicode's tables. */
  version: string;
};

/** Changes with the form of the texts. */
const FORM = 1;
/** Ends the weights of a level; smaller than every weight. */
const LEVEL_END = '\u0001';
const LOWEST_WEIGHT = 2;

const MOST_KEPT = 500;
const kept = new Map<string, SortKeys>();

export function sortKeys(collation: Collation): SortKeys {
  const name = collationName(collation);
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = isOrdered(collation) ? orderedKeys(collation) : unorderedKeys(collation);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(name, made);
  return made;
}

/**
 * Regular letters have one base letter each, so that strings are compared letter by letter at every level. Numbers
 * inside of strings break that, and Canadian French compares accents from the end.
 */
function isOrdered(collation: Collation): boolean {
  return !collation.numericOrdering && collation.spec.get('backwards') !== true;
}

function unorderedKeys(collation: Collation): SortKeys {
  return { ordered: false, of: equalityKey(collation), version: versionOf([...regularLetters(collation)]) };
}

function orderedKeys(collation: Collation): SortKeys {
  const equal = equalityKey(collation);
  const letters = regularLetters(collation);
  const weights = weightsOf(collation, [...new Set(letters.values())]);
  return {
    ordered: letters.size > 0,
    version: versionOf([...letters, ...weights]),
    of: (given) => {
      const { text, regular } = equal(given);
      return regular ? { text: weigh(text, weights), regular } : { text, regular };
    },
  };
}

/** Level by level the weights of the letters; those that are the lowest of a later level are left out at its end. */
function weigh(text: string, weights: readonly ReadonlyMap<string, string>[]): string {
  let result = '';
  for (const [level, own] of weights.entries()) {
    let part = '';
    let length = 0;
    for (const letter of text) {
      const weight = own.get(letter) ?? '';
      part += weight;
      if (level === 0 || weight.charCodeAt(0) !== LOWEST_WEIGHT) length = part.length;
    }
    result += (level === 0 ? '' : LEVEL_END) + part.slice(0, length);
  }
  return result;
}

/** By level: the weight of each letter among those with the same base letter, at the first level among all. */
function weightsOf(collation: Collation, letters: readonly string[]): Map<string, string>[] {
  const [base = () => 0, ...finer] = levelOrders(collation);
  const first = ranked(letters, base, () => false);
  return [first, ...finer.map((order) => ranked(letters, order, (a, b) => base(a, b) !== 0))];
}

function ranked(
  letters: readonly string[],
  order: (a: string, b: string) => number,
  apart: (a: string, b: string) => boolean,
): Map<string, string> {
  const weights = new Map<string, string>();
  let rank = LOWEST_WEIGHT;
  let before: string | undefined;
  for (const letter of [...letters].sort(order)) {
    if (before !== undefined)
      rank = apart(before, letter) ? LOWEST_WEIGHT : rank + Number(order(before, letter) !== 0);
    weights.set(letter, String.fromCharCode(rank));
    before = letter;
  }
  return weights;
}

function versionOf(table: readonly unknown[]): string {
  const lines = table.map((row) =>
    JSON.stringify(row instanceof Map ? [...(row as Map<string, string>)] : row),
  );
  return `${FORM}.${createHash('sha1').update(lines.join('\n')).digest('hex').slice(0, 12)}`;
}
