import { commandError, locationError } from '../../errors.ts';
import type { Value } from '../../bson/values.ts';
import { bare, small } from './letters.ts';
import { stemmerOf, type Stem } from './stemmers.ts';
import { stopWordsOf } from './stop-words.ts';

/** How the words of a language become terms. What a language needs is loaded by the first word in it. */
export type Language = {
  readonly name: string;
  /** A word in lower case, with its diacritics, for all of its forms; 'none' has none. */
  readonly stem: Stem | undefined;
  /** A number is its own stem. Not so in Finnish, whose stemmer takes one of two equal consonants away, and one of two zeros. */
  readonly leavesNumbers: boolean;
  readonly isStopWord: (word: string) => boolean;
  readonly lower: (word: string) => string;
  /** A word in lower case as the stemmer and the list of stop words have it. */
  readonly spelled: (word: string) => string;
};

/** The languages of the manual with their ISO 639-1 codes. */
const CODES: ReadonlyMap<string, string> = new Map([
  ['da', 'danish'],
  ['nl', 'dutch'],
  ['en', 'english'],
  ['fi', 'finnish'],
  ['fr', 'french'],
  ['de', 'german'],
  ['hu', 'hungarian'],
  ['it', 'italian'],
  ['nb', 'norwegian'],
  ['pt', 'portuguese'],
  ['ro', 'romanian'],
  ['ru', 'russian'],
  ['es', 'spanish'],
  ['sv', 'swedish'],
  ['tr', 'turkish'],
]);

/** English words have no diacritics of their own; the Russian rules take every ё for an е, as most of its writers do. */
const SPELLINGS: ReadonlyMap<string, (word: string) => string> = new Map([
  ['english', bare],
  ['russian', (word: string) => word.replaceAll('ё', 'е')],
]);

const NONE: Language = {
  name: 'none',
  stem: undefined,
  leavesNumbers: true,
  isStopWord: () => false,
  lower: (word) => small(word, false),
  spelled: bare,
};

const LANGUAGES: ReadonlyMap<string, Language> = new Map([
  ['none', NONE],
  ...Array.from(CODES, ([code, name]): [string, Language][] => {
    const language = made(name);
    return [
      [name, language],
      [code, language],
    ];
  }).flat(),
]);

function made(name: string): Language {
  let stem: Stem | undefined;
  let stopWords: ReadonlySet<string> | undefined;
  return {
    name,
    stem: (word) => (stem ??= stemmerOf(name))(word),
    leavesNumbers: name !== 'finnish',
    isStopWord: (word) => (stopWords ??= stopWordsOf(name)).has(word),
    lower: (word) => small(word, name === 'turkish'),
    spelled: SPELLINGS.get(name) ?? ((word) => word),
  };
}

export function languageNamed(name: string): Language | undefined {
  return LANGUAGES.get(name.toLowerCase());
}

/** Throws BadValue for a language that the manual doesn't list. */
export function requireLanguage(name: string): Language {
  const language = languageNamed(name);
  if (language === undefined)
    throw commandError('BadValue', `unsupported language: "${name}" for text index version 3`);
  return language;
}

/** The language that a stored document names. Throws 17261 and 17262 for one that can't be indexed. */
export function overridingLanguage(named: Value): Language {
  if (typeof named !== 'string')
    throw locationError(17_261, 'found language override field in document with non-string type');
  const language = languageNamed(named);
  if (language === undefined) throw locationError(17_262, `language override unsupported: ${named}`);
  return language;
}
