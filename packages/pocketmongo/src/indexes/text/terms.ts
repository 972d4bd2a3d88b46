import { encodeComponent, componentLimit } from '../key-encoding.ts';
import { isDoc, type Doc, type Value } from '../../bson/values.ts';
import type { TextDefinition } from './definition.ts';
import { languageNamed, type Language } from './languages.ts';

const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const MARKS = /\p{M}+/gu;
const MAX_TERM = 100;

/** What words are told apart by; the keys of an index do by neither. */
export type Sensitivity = { readonly case: boolean; readonly diacritics: boolean };

const INSENSITIVE: Sensitivity = { case: false, diacritics: false };

/** Words in lower case, without diacritics, unless these count. */
export function words(text: string, sensitivity: Sensitivity = INSENSITIVE): string[] {
  const plain = sensitivity.diacritics ? text.normalize('NFC') : text.normalize('NFD').replace(MARKS, '');
  return (sensitivity.case ? plain : plain.toLowerCase()).match(WORD) ?? [];
}

/** The terms of a text in its language: stop words left out, the rest stemmed. */
export function termsOf(text: string, language: Language, sensitivity: Sensitivity = INSENSITIVE): string[] {
  const terms: string[] = [];
  for (const word of words(text, sensitivity)) {
    const plain = sensitivity === INSENSITIVE ? word : (words(word)[0] ?? word);
    if (language.stopWords.has(plain)) continue;
    const stem = language.stem(plain);
    terms.push((plain === word ? stem : writtenLike(word, plain, stem)).slice(0, MAX_TERM));
  }
  return terms;
}

/** A stem with the letters of its word, as far as it begins like it. */
function writtenLike(word: string, plain: string, stem: string): string {
  let shared = 0;
  while (shared < stem.length && stem[shared] === plain[shared]) shared += 1;
  return word.slice(0, shared) + stem.slice(shared);
}

/** Term → score of a document: frequent terms of short fields and heavy weights score high. */
export function scoreTerms(doc: Doc, definition: TextDefinition): Map<string, number> {
  const scores = new Map<string, number>();
  const language = languageOf(doc, definition);
  if (language === undefined) return scores;
  for (const [path, weight] of definition.weights)
    for (const text of textsAt(doc, path)) addText(scores, text, weight, language);
  return scores;
}

/** The terms of a document, told apart by more than an index does. */
export function termsIn(doc: Doc, definition: TextDefinition, sensitivity: Sensitivity): Set<string> {
  const language = languageOf(doc, definition);
  if (language === undefined) return new Set();
  return new Set(indexedTexts(doc, definition).flatMap((text) => termsOf(text, language, sensitivity)));
}

/** The strings of a document that the index is about. */
export const indexedTexts = (doc: Doc, { weights }: TextDefinition): string[] =>
  Array.from(weights.keys()).flatMap((path) => textsAt(doc, path));

const textsAt = (doc: Doc, path: string): string[] =>
  path === '$**' ? stringsOf(doc) : stringsAt(doc, path.split('.'), 0);

function languageOf(doc: Doc, { languageOverride, defaultLanguage }: TextDefinition): Language | undefined {
  const override = doc.get(languageOverride);
  const named = typeof override === 'string' ? languageNamed(override) : undefined;
  return named ?? languageNamed(defaultLanguage);
}

function addText(scores: Map<string, number>, text: string, weight: number, language: Language): void {
  const frequency = new Map<string, { sum: number; count: number; exponent: number }>();
  const terms = termsOf(text, language);
  for (const term of terms) {
    const seen = frequency.get(term) ?? { sum: 0, count: 0, exponent: 0 };
    // Each further occurrence counts half of the one before.
    seen.sum += 1 / 2 ** seen.exponent;
    seen.exponent += 1;
    seen.count += 1;
    frequency.set(term, seen);
  }
  for (const [term, { sum, count }] of frequency) {
    const coefficient = 0.5 * (count / terms.length) + 0.5;
    const adjusted = terms.length === 1 ? sum * coefficient * 1.1 : sum * coefficient;
    scores.set(term, (scores.get(term) ?? 0) + adjusted * weight);
  }
}

function stringsAt(value: Value | undefined, parts: readonly string[], at: number): string[] {
  if (Array.isArray(value))
    return value.flatMap((item) => (Array.isArray(item) ? [] : stringsAt(item, parts, at)));
  if (at === parts.length) return typeof value === 'string' ? [value] : [];
  return isDoc(value) ? stringsAt(value.get(parts[at] ?? ''), parts, at + 1) : [];
}

function stringsOf(value: Value | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsOf);
  return isDoc(value) ? Array.from(value.values()).flatMap(stringsOf) : [];
}

/** The start of the index keys of a term under the values of the prefix fields. */
export function termPrefix(prefix: readonly (Value | undefined)[], term: string): Buffer {
  const limit = componentLimit(prefix.length + 1);
  const parts = prefix.map((value) => encodeComponent(value, undefined, limit).bytes);
  return Buffer.concat([...parts, encodeComponent(term, undefined, limit).bytes]);
}

/** Index keys of a document: prefix fields, term, score. */
export function textKeys(
  doc: Doc,
  definition: TextDefinition,
  prefix: readonly (Value | undefined)[],
): Buffer[] {
  const keys: Buffer[] = [];
  for (const [term, score] of scoreTerms(doc, definition)) {
    const tail = Buffer.allocUnsafe(8);
    tail.writeDoubleBE(score, 0);
    keys.push(Buffer.concat([termPrefix(prefix, term), tail]));
  }
  return keys;
}
