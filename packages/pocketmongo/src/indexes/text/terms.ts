import type { Language } from './languages.ts';
import { bare } from './letters.ts';
import { INSENSITIVE, wordsIn, type Sensitivity } from './words.ts';

/**
 * Names how texts become terms; keys that were made in another way are of no use. To be raised with any change of that:
 * of the rules here, of the versions of the libraries, of the lists of stop words.
 */
const FORM = 3;
export const TERMS_VERSION = `${FORM}.${process.versions['unicode'] ?? ''}`;

/** Texts repeat their words, and stemming one costs more than all the rest. Stop words have no term. */
const MOST_KEPT = 10_000;
const LONGEST_KEPT = 100;
/** Would take the place of a word among the kept ones. */
const NUMBER = /^[0-9]+$/;
const kept = new Map<Language, Map<string, string | undefined>>();

/**
 * The terms of a text in its language: stop words left out, the rest stemmed. Where case counts, a suffix in capitals is
 * none to the stemmer, so that the exact word is the term, as the manual has it.
 */
export function termsOf(text: string, language: Language, sensitivity: Sensitivity = INSENSITIVE): string[] {
  const terms: string[] = [];
  for (const word of wordsIn(text)) {
    if (language.leavesNumbers && NUMBER.test(word)) {
      terms.push(word);
      continue;
    }
    const term = sensitivity === INSENSITIVE ? keptTerm(word, language) : termOf(word, language, sensitivity);
    if (term !== undefined) terms.push(term);
  }
  return terms;
}

function keptTerm(word: string, language: Language): string | undefined {
  const terms = kept.get(language) ?? new Map<string, string | undefined>();
  kept.set(language, terms);
  const known = terms.get(word);
  if (known !== undefined || terms.has(word)) return known;
  if (terms.size >= MOST_KEPT) terms.clear();
  const made = termOf(word, language, INSENSITIVE);
  if (word.length <= LONGEST_KEPT) terms.set(word, made);
  return made;
}

/** The stemmers know the diacritics of their languages, so these go last. */
function termOf(word: string, language: Language, sensitivity: Sensitivity): string | undefined {
  if (language.isStopWord(language.spelled(language.lower(word)))) return undefined;
  const cased = sensitivity.case ? word : language.lower(word);
  const known = sensitivity.diacritics ? cased : language.spelled(cased);
  const stemmed = language.stem?.(known) ?? known;
  const term = sensitivity.diacritics ? stemmed : bare(stemmed);
  return term === '' ? undefined : term;
}
