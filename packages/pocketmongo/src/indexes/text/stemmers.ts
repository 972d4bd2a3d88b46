import { createRequire } from 'node:module';

/** The stem that the forms of a word in lower case share. */
export type Stem = (word: string) => string;

type Snowball = { newStemmer(language: string): { stem(word: string): string } };

const require: (library: string) => Snowball = createRequire(import.meta.url);

/** No language has such words, and the time that a stemmer takes is not bounded. */
const LONGEST_WORD = 100;

/**
 * The Snowball stemmer of a language (https://snowballstem.org/algorithms/). The library is loaded here, not at the
 * start: it holds all languages. It can't be an asynchronous import, because keys are made inside of commits.
 */
export function stemmerOf(language: string): Stem {
  const snowball = require('snowball-stemmers');
  const stemmer = snowball.newStemmer(language);
  return (word) => (word.length > LONGEST_WORD ? word : stemmer.stem(word));
}
