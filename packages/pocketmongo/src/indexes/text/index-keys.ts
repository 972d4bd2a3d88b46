import { componentLimit, encodeComponent } from '../key-encoding.ts';
import type { Doc, Value } from '../../bson/values.ts';
import type { TextDefinition } from './definition.ts';
import { termsOf } from './terms.ts';
import { indexedTexts, type IndexedText } from './texts.ts';

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

/** The start of the index keys of a term under the values of the prefix fields. */
export function termPrefix(prefix: readonly (Value | undefined)[], term: string): Buffer {
  const limit = componentLimit(prefix.length + 1);
  const parts = prefix.map((value) => encodeComponent(value, undefined, limit).bytes);
  return Buffer.concat([...parts, encodeComponent(term, undefined, limit).bytes]);
}

/** Term → score of a document: frequent terms of short fields and heavy weights score high. */
function scoreTerms(doc: Doc, definition: TextDefinition): Map<string, number> {
  const scores = new Map<string, number>();
  for (const each of indexedTexts(doc, definition)) addText(scores, each);
  return scores;
}

function addText(scores: Map<string, number>, { text, language, weight }: IndexedText): void {
  const frequency = new Map<string, { sum: number; count: number }>();
  const terms = termsOf(text, language);
  for (const term of terms) {
    const seen = frequency.get(term) ?? { sum: 0, count: 0 };
    // Each further occurrence counts half of the one before.
    seen.sum += 1 / 2 ** seen.count;
    seen.count += 1;
    frequency.set(term, seen);
  }
  for (const [term, { sum, count }] of frequency) {
    const coefficient = 0.5 * (count / terms.length) + 0.5;
    // A text that is its term, and not only a form of it, counts more.
    const whole = language.lower(text) === term ? 1.1 : 1;
    scores.set(term, (scores.get(term) ?? 0) + sum * coefficient * whole * weight);
  }
}
