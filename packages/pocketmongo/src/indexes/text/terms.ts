import type { Language } from './languages.ts';
import { bare } from './letters.ts';
import { alike, INSENSITIVE, wordsIn, type Sensitivity } from './words.ts';

/**
 * Names how texts become terms; keys that were made in another way are of no use. To be raised with any change of that:
 * of the rules here, of the versions of the libraries, of the lists of stop words.
 */
const FORM = 2;
export const TERMS_VERSION = `${FORM}.${process.versions['unicode'] ?? ''}`;

/** Texts repeat their words, and stemming one costs more than all the rest. Stop words have no term. */
const MOST_KEPT = 10_000;
const LONGEST_KEPT = 100;
const kept = new Map<Language, Map<string, string | undefined>>();

/** The terms of a text in its language: stop words left out, the rest stemmed. */
export function termsOf(text: string, language: Language, sensitivity: Sensitivity = INSENSITIVE): string[] {
  const terms: string[] = [];
  for (const word of wordsIn(text)) {
    const term = keptTerm(word, language);
    if (term !== undefined)
      terms.push(sensitivity === INSENSITIVE ? term : asWritten(word, term, language, sensitivity));
  }
  return terms;
}

function keptTerm(word: string, language: Language): string | undefined {
  const terms = kept.get(language) ?? new Map<string, string | undefined>();
  kept.set(language, terms);
  const known = terms.get(word);
  if (known !== undefined || terms.has(word)) return known;
  if (terms.size >= MOST_KEPT) terms.clear();
  const made = termOf(word, language);
  if (word.length <= LONGEST_KEPT) terms.set(word, made);
  return made;
}

/** The stemmers know the diacritics of their languages, so these go last. */
function termOf(word: string, language: Language): string | undefined {
  const known = language.spelled(language.lower(word));
  if (language.isStopWord(known)) return undefined;
  const term = bare(language.stem?.(known) ?? known);
  return term === '' ? undefined : term;
}

/** A word whose stem is written with what counts stands for itself alone, as the manual has it. */
function asWritten(word: string, term: string, language: Language, sensitivity: Sensitivity): string {
  const written = alike(word, language, sensitivity);
  const plain = alike(word, language, INSENSITIVE);
  let stem = 0;
  while (stem < term.length && term[stem] === plain[stem]) stem += 1;
  return written.slice(0, stem) === plain.slice(0, stem) ? term : written;
}
