import { isDoc, type Doc, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import type { Test } from '../../planner/analysis.ts';
import { languageNamed, requireLanguage } from './languages.ts';
import type { TextDefinition } from './definition.ts';
import { scoreTerms, termPrefix, termsOf, words } from './terms.ts';

/** A `$text` condition made ready: documents with any of the terms, all of the phrases and none of the negated terms. */
export type TextSearch = {
  definition: TextDefinition;
  terms: readonly string[];
  /** Key heads, one for each term. */
  prefixes: readonly Buffer[];
  phrases: readonly string[];
  negated: readonly string[];
  negatedPhrases: readonly string[];
};

const OPTIONS = new Set(['$search', '$language', '$caseSensitive', '$diacriticSensitive']);
const PART = /(-?)"([^"]*)"|(-?)(\S+)/gu;

/** Reads `{$search, $language}`; the prefix fields of the index need an equality each. */
export function planTextSearch(definition: TextDefinition, text: Doc, tests: readonly Test[]): TextSearch {
  for (const key of text.keys())
    if (!OPTIONS.has(key)) throw commandError('BadValue', `extra fields in $text: ${key}`);
  const search = text.get('$search');
  if (typeof search !== 'string') throw commandError('TypeMismatch', '$search needs a string');
  if (text.get('$diacriticSensitive') === true || text.get('$caseSensitive') === true)
    throw commandError('BadValue', '$caseSensitive and $diacriticSensitive are not supported by this server');
  const given = text.get('$language');
  const name = typeof given === 'string' ? requireLanguage(given) : definition.defaultLanguage;
  const language = languageNamed(name);
  if (language === undefined) throw commandError('BadValue', `unsupported language: "${name}"`);
  const wanted: string[] = [];
  const negated: string[] = [];
  const phrases: string[] = [];
  const negatedPhrases: string[] = [];
  for (const [, phraseMinus, phrase, minus, word] of search.matchAll(PART)) {
    if (phrase !== undefined) {
      (phraseMinus === '-' ? negatedPhrases : phrases).push(words(phrase).join(' '));
      if (phraseMinus !== '-') wanted.push(...termsOf(phrase, language));
    } else if (word !== undefined) (minus === '-' ? negated : wanted).push(...termsOf(word, language));
  }
  const terms = Array.from(new Set(wanted));
  const values = definition.prefix.map((path) => equalityOn(path, tests));
  return {
    definition,
    terms,
    prefixes: terms.map((term) => termPrefix(values, term)),
    phrases: phrases.filter((phrase) => phrase !== ''),
    negated,
    negatedPhrases: negatedPhrases.filter((phrase) => phrase !== ''),
  };
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

/** True when a document keeps the phrases and lacks what is negated. */
export function textAccepts(search: TextSearch, doc: Doc): boolean {
  if (search.phrases.length === 0 && search.negated.length === 0 && search.negatedPhrases.length === 0)
    return true;
  const texts = Array.from(search.definition.weights.keys()).flatMap((path) =>
    textsAt(doc, path === '$**' ? [] : path.split('.'), path === '$**'),
  );
  const flat = texts.map((text) => ` ${words(text).join(' ')} `);
  const holds = (phrase: string): boolean => flat.some((text) => text.includes(` ${phrase} `));
  if (!search.phrases.every(holds) || search.negatedPhrases.some(holds)) return false;
  if (search.negated.length === 0) return true;
  const present = scoreTerms(doc, search.definition);
  return !search.negated.some((term) => present.has(term));
}

function textsAt(value: Value | undefined, parts: readonly string[], anywhere: boolean): string[] {
  if (typeof value === 'string') return parts.length === 0 ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, parts, anywhere));
  if (!isDoc(value)) return [];
  if (anywhere) return Array.from(value.values()).flatMap((item) => textsAt(item, [], true));
  const [first, ...rest] = parts;
  return first === undefined ? [] : textsAt(value.get(first), rest, false);
}
