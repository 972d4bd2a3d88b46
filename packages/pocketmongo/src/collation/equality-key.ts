import type { Collation } from './collation.ts';
import { collationName, stringOrder, type StringOrder } from './order.ts';

/**
 * Gives strings a text by which an index finds those that a collation calls equal. JavaScript tells the order of two
 * strings but gives no sort keys, so these are derived: a string is reduced letter by letter to the plainest one that
 * the collator calls equal. Strings of letters for which that is sure are `regular`: they are equal exactly when their
 * texts are the same. All others keep their own text, and whoever looks for equal strings has to compare with them one
 * by one. The order of the texts is not the collation's: that is what {@link sortKeys} adds.
 */
export type EqualityKey = (text: string) => { text: string; regular: boolean };

/**
 * Languages whose alphabets have no letters of two characters (as Czech ch or Danish aa). In the others every string
 * is irregular.
 */
const SIMPLE_ALPHABETS = new Set('bg,ca,de,el,en,es,fi,fr,ga,id,it,ms,nl,pl,pt,ro,ru,sv,sw,tr,uk'.split(','));

const MOST_KEPT = 500;
const kept = new Map<string, EqualityKey>();

export function equalityKey(collation: Collation): EqualityKey {
  const name = collationName(collation);
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = makeKey(collation);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(name, made);
  return made;
}

/** The letters of which regular strings consist, each with the plainest one equal to it; none for most languages. */
export function regularLetters(collation: Collation): ReadonlyMap<string, string> {
  const language = new Intl.Locale(collation.tag).language;
  const plain =
    SIMPLE_ALPHABETS.has(language) && !collation.tag.includes('-u-') && !collation.ignorePunctuation;
  return plain ? reducedLetters(stringOrder(collation)) : new Map();
}

function makeKey(collation: Collation): EqualityKey {
  const letters = regularLetters(collation);
  if (letters.size === 0) return (text) => ({ text, regular: false });
  const order = stringOrder(collation);
  return (text) => {
    const reduced = reduce(text, letters);
    if (reduced === undefined) return { text, regular: false };
    const result = collation.numericOrdering ? reduced.replaceAll(LEADING_ZEROS, '') : reduced;
    // Letters side by side might mean something else than each alone.
    return order(text, result) === 0 ? { text: result, regular: true } : { text, regular: false };
  };
}

const LEADING_ZEROS = /(?<![0-9])0+(?=[0-9])/gu;
const MARK = /^\p{M}$/u;

/** Undefined when a letter is not among those that are sure. */
function reduce(text: string, letters: ReadonlyMap<string, string>): string | undefined {
  let result = '';
  const composed = text.normalize('NFC');
  for (const letter of composed) {
    const reduced = letters.get(letter);
    if (reduced === undefined) return undefined;
    result += reduced;
  }
  return result;
}

/** Printable ASCII, and Latin, Greek and Cyrillic letters that are one letter with at most its accents. */
function candidates(): string[] {
  const found: string[] = [];
  for (let code = 0x20; code < 0x7f; code += 1) found.push(String.fromCharCode(code));
  for (const [from, to] of [[0xc0, 0x24f], [0x386, 0x3ce], [0x400, 0x45f], [0x1e00, 0x1eff]] as const) {
    for (let code = from; code <= to; code += 1) {
      const letter = String.fromCharCode(code);
      const [base = '', ...marks] = letter.normalize('NFD');
      const simple = PLAIN_BASE.test(base) && marks.every((mark) => MARK.test(mark));
      if (simple && letter.normalize('NFC') === letter) found.push(letter);
    }
  }
  return found;
} // prettier-ignore

/** Letters whose small and large forms are a pair; not final sigma, dotless i, ligatures and the like. */
const PLAIN_BASE = /^[A-Za-zΑ-ΡΣ-Ωα-ρσ-ωА-Яа-яЀ-Џѐ-џ]$/u;

/** Each candidate with the plainest letter that the collation calls equal to it. */
function reducedLetters(order: StringOrder): Map<string, string> {
  const all = candidates();
  const sorted = [...all].sort((a, b) => order(a, b) || (plainness(a) < plainness(b) ? -1 : 1));
  const reduced = new Map<string, string>();
  let plainest = '';
  for (const letter of sorted) {
    if (plainest === '' || order(letter, plainest) !== 0) plainest = letter;
    reduced.set(letter, plainest);
  }
  return reduced;
}

/** Sorts small letters without accents first. */
function plainness(letter: string): string {
  const marks = letter.normalize('NFD').length;
  return `${marks}${letter === letter.toLowerCase() ? 0 : 1}${letter}`;
}
