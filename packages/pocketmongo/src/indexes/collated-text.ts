/** Marks of the strings of an index with a collation: those that it is sure of, then all others, by their own text. */
const REGULAR = 's';
const IRREGULAR = 'u';

/** A string as an index with a collation holds it. */
export function markedText({ text, regular }: { text: string; regular: boolean }): string {
  return (regular ? REGULAR : IRREGULAR) + text;
}

/** What stands before every irregular string. */
export const IRREGULAR_HEAD = Buffer.from(IRREGULAR);
