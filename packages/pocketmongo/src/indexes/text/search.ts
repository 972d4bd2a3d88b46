import type { Doc, Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import type { Test } from '../../planner/analysis.ts';
import { requireLanguage, type Language } from './languages.ts';
import type { TextDefinition } from './definition.ts';
import { termPrefix } from './index-keys.ts';
import { termsOf } from './terms.ts';
import { indexedTexts } from './texts.ts';
import { splitSearch } from './search-string.ts';
import { alike, INSENSITIVE, wordsIn, type Sensitivity } from './words.ts';

/** A `$text` condition made ready: documents with any of the terms, all of the phrases and none of the negated terms. */
export type TextSearch = {
  definition: TextDefinition;
  terms: readonly string[];
  /** Key heads, one for each term. */
  prefixes: readonly Buffer[];
  phrases: readonly string[];
  negated: readonly string[];
  negatedPhrases: readonly string[];
  sensitivity: Sensitivity;
  /** The terms as they were written, when case or diacritics count: keys of the index leave them out. */
  exact: readonly string[] | undefined;
};

const OPTIONS = new Set(['$search', '$language', '$caseSensitive', '$diacriticSensitive']);

/** Reads `{$search, $language, …}`; the prefix fields of the index need an equality each. */
export function planTextSearch(definition: TextDefinition, text: Doc, tests: readonly Test[]): TextSearch {
  for (const key of text.keys())
    if (!OPTIONS.has(key)) throw commandError('BadValue', `extra fields in $text: ${key}`);
  const search = text.get('$search');
  if (search === undefined) throw commandError('NoSuchKey', 'Missing expected field "$search"');
  if (typeof search !== 'string') throw commandError('TypeMismatch', '$search needs a string');
  const parts = splitSearch(search);
  const sensitivity = sensitivityIn(text);
  const language = languageIn(text, definition);
  const terms = Array.from(new Set(parts.wanted.flatMap((part) => termsOf(part, language))));
  const values = definition.prefix.map((path) => equalityOn(path, tests));
  const termsAsWritten = (texts: readonly string[]): string[] =>
    texts.flatMap((part) => termsOf(part, language, sensitivity));
  const phrasesIn = (texts: readonly string[]): string[] =>
    texts.map((part) => wordsAlike(part, language, sensitivity)).filter((phrase) => phrase !== '');
  return {
    definition,
    terms,
    prefixes: terms.map((term) => termPrefix(values, term)),
    phrases: phrasesIn(parts.phrases),
    negated: termsAsWritten(parts.negated),
    negatedPhrases: phrasesIn(parts.negatedPhrases),
    sensitivity,
    exact: sensitivity === INSENSITIVE ? undefined : termsAsWritten(parts.wanted),
  };
}

function wordsAlike(text: string, language: Language, sensitivity: Sensitivity): string {
  return wordsIn(text)
    .map((word) => alike(word, language, sensitivity))
    .join(' ');
}

function sensitivityIn(text: Doc): Sensitivity {
  const given = { case: isOn(text, '$caseSensitive'), diacritics: isOn(text, '$diacriticSensitive') };
  return given.case || given.diacritics ? given : INSENSITIVE;
}

function isOn(text: Doc, option: string): boolean {
  const value = text.has(option) ? text.get(option) : false;
  if (typeof value === 'boolean') return value;
  throw commandError('TypeMismatch', `"${option}" had the wrong type. Expected bool`);
}

function languageIn(text: Doc, { defaultLanguage }: TextDefinition): Language {
  const given = text.get('$language');
  if (given === undefined || given === '') return defaultLanguage;
  if (typeof given !== 'string')
    throw commandError('TypeMismatch', '"$language" had the wrong type. Expected string');
  return requireLanguage(given);
}

function equalityOn(path: string, tests: readonly Test[]): Value {
  const test = tests.find((candidate) => candidate.path === path && candidate.kind === 'points');
  const [value] = test?.kind === 'points' ? test.values : [];
  if (value === undefined || (test?.kind === 'points' && test.values.length > 1))
    throw commandError(
      'NoQueryExecutionPlans',
      `failed to use text index to satisfy $text query (if text index is compound, are equality predicates given for all prefix fields?)`,
    );
  return value;
}

/** True when a document keeps the phrases and lacks what is negated, and has a term as it was written when that counts. */
export function textAccepts(search: TextSearch, doc: Doc): boolean {
  const { sensitivity, phrases, negated, negatedPhrases, exact } = search;
  if (phrases.length + negatedPhrases.length + negated.length === 0 && exact === undefined) return true;
  const texts = indexedTexts(doc, search.definition);
  if (phrases.length + negatedPhrases.length > 0) {
    // Phrases begin and end where words do.
    const flat = texts.map(({ text, language }) => ` ${wordsAlike(text, language, sensitivity)} `);
    const holds = (phrase: string): boolean => flat.some((text) => text.includes(` ${phrase} `));
    if (!phrases.every(holds) || negatedPhrases.some(holds)) return false;
  }
  if (negated.length === 0 && exact === undefined) return true;
  const present = new Set(texts.flatMap(({ text, language }) => termsOf(text, language, sensitivity)));
  if (exact?.some((term) => present.has(term)) === false) return false;
  return !negated.some((term) => present.has(term));
}
