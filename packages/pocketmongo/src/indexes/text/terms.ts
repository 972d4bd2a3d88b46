import { encodeComponent, componentLimit } from '../key-encoding.ts';
import { isDoc, type Doc, type Value } from '../../bson/values.ts';
import type { TextDefinition } from './definition.ts';
import { languageNamed, type Language } from './languages.ts';

const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const MARKS = /\p{M}+/gu;
const MAX_TERM = 100;

/** Words in lower case, without diacritics. */
export function words(text: string): string[] {
  return text.normalize('NFD').replace(MARKS, '').toLowerCase().match(WORD) ?? [];
}

/** The terms of a text in its language: stop words left out, the rest stemmed. */
export function termsOf(text: string, language: Language): string[] {
  const terms: string[] = [];
  for (const word of words(text)) {
    if (!language.stopWords.has(word)) terms.push(language.stem(word).slice(0, MAX_TERM));
  }
  return terms;
}

/** Term → score of a document: frequent terms of short fields and heavy weights score high. */
export function scoreTerms(doc: Doc, definition: TextDefinition): Map<string, number> {
  const scores = new Map<string, number>();
  const override = doc.get(definition.languageOverride);
  const named = typeof override === 'string' ? languageNamed(override) : undefined;
  const language = named ?? languageNamed(definition.defaultLanguage);
  if (language === undefined) return scores;
  for (const [path, weight] of definition.weights) {
    const texts = path === '$**' ? stringsOf(doc) : stringsAt(doc, path.split('.'), 0);
    for (const text of texts) addText(scores, text, weight, language);
  }
  return scores;
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
