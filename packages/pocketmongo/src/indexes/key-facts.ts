import type { IndexEntry, IndexFlags } from '../catalog/entries.ts';
import { markedText } from './collated-text.ts';
import type { StringFold } from './key-encoding.ts';

/** What an index holds of a document: a key, and what the key leaves out of the values (see value-kinds.ts). */
export type IndexKey = { key: Buffer; kinds: Uint8Array };

/** Holds strings in the form that the index compares by; notes those that it can't be sure of. */
export function foldOf({ strings, flags }: IndexEntry): StringFold | undefined {
  if (strings === undefined) return undefined;
  return (text) => {
    const key = strings.of(text);
    if (!key.regular && !flags.irregular) raise(flags, () => (flags.irregular = true));
    return markedText(key);
  };
}

/** Sets what an index has come to know of what it holds. */
export function raise(flags: IndexFlags, set: () => void): void {
  set();
  flags.unstored = true;
}
