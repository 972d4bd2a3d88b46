import { commandError } from '../../errors.ts';
import { stem } from './porter-stemmer.ts';
import { ENGLISH_STOP_WORDS } from './stop-words.ts';

/** How the words of a language become terms. */
export type Language = { stem(word: string): string; stopWords: ReadonlySet<string> };

const ENGLISH: Language = { stem, stopWords: ENGLISH_STOP_WORDS };
const NONE: Language = { stem: (word) => word, stopWords: new Set() };

/**
 * English is stemmed. The other languages that MongoDB lists are accepted and indexed by whole words: a search finds
 * the same word, not its other forms.
 */
const LANGUAGES: ReadonlyMap<string, Language> = new Map<string, Language>([
  ['english', ENGLISH],
  ['en', ENGLISH],
  ['none', NONE],
  ...[
    'danish',
    'da',
    'dutch',
    'nl',
    'finnish',
    'fi',
    'french',
    'fr',
    'german',
    'de',
    'hungarian',
    'hu',
    'italian',
    'it',
    'norwegian',
    'nb',
    'portuguese',
    'pt',
    'romanian',
    'ro',
    'russian',
    'ru',
    'spanish',
    'es',
    'swedish',
    'sv',
    'turkish',
    'tr',
  ].map((name): [string, Language] => [name, NONE]),
]);

export function languageNamed(name: string): Language | undefined {
  return LANGUAGES.get(name.toLowerCase());
}

/** The name in lower case; throws BadValue for an unknown language. */
export function requireLanguage(name: string): string {
  const lower = name.toLowerCase();
  if (!LANGUAGES.has(lower))
    throw commandError('BadValue', `unsupported language: "${name}" for text index version 3`);
  return lower;
}
