import type { Language } from './languages.ts';
import { bare } from './letters.ts';

/**
 * What separates words in a text index of version 3: the manual lists Unicode's properties Dash, Hyphen, Pattern_Syntax,
 * Quotation_Mark, Terminal_Punctuation and White_Space. The three letters are hyphens, a property that regular
 * expressions don't know, and no dashes. A zero byte ends a text of BSON's older parts.
 */
const DELIMITERS = String.raw`\p{Dash}\u00ad\u30fb\uff65\p{Pattern_Syntax}\p{Quotation_Mark}\p{Terminal_Punctuation}\p{White_Space}\0`;
const WORD = new RegExp(`[^${DELIMITERS}]+`, 'gu');

/** What words are told apart by; the keys of an index do by neither. */
export type Sensitivity = { readonly case: boolean; readonly diacritics: boolean };

export const INSENSITIVE: Sensitivity = { case: false, diacritics: false };

/** Splits a text where version 3 of text indexes does. */
export function wordsIn(text: string): string[] {
  return text.normalize('NFC').match(WORD) ?? [];
}

/** A word without what doesn't count. */
export function alike(word: string, language: Language, sensitivity: Sensitivity): string {
  const cased = sensitivity.case ? word : language.lower(word);
  return sensitivity.diacritics ? cased : bare(cased);
}
