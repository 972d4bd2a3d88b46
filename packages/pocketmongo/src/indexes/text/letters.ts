const DIACRITICS = /\p{Diacritic}+/gu;

/** Without diacritics. */
export function bare(word: string): string {
  return word.normalize('NFD').replace(DIACRITICS, '').normalize('NFC');
}

/** Small letters that Unicode's simple case folding calls the same as another small letter. */
const SAME_LETTER: ReadonlyMap<string, string> = new Map([
  ['ς', 'σ'],
  ['ſ', 's'],
  ['µ', 'μ'],
]);
const VARIANT = new RegExp(`[${[...SAME_LETTER.keys()].join('')}]`, 'gu');

/** In lower case; Turkish has an ı and an i. */
export function small(word: string, isTurkish: boolean): string {
  const lower = isTurkish ? word.toLocaleLowerCase('tr') : word.toLowerCase();
  return lower.replace(VARIANT, (letter) => SAME_LETTER.get(letter) ?? letter);
}
