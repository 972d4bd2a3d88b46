import type { Collation } from '../engine.ts';

/** A text that is the same for strings that a collation holds equal. */
export function collatedKey(text: string, collation: Collation): string {
  if (collation.strength >= 3) return text.normalize('NFC');
  const locale = collation.locale.replaceAll('_', '-');
  const folded = collation.caseLevel ? text : text.toLocaleLowerCase(locale);
  const decomposed = folded.normalize('NFD');
  return collation.strength === 1 ? decomposed.replaceAll(/\p{M}/gu, '') : decomposed;
}
