import type { IndexEntry } from '../catalog/entries.ts';
import type { IndexKey } from '../indexes/key-facts.ts';
import { keyText } from '../storage/keys.ts';

export type IndexChange = { index: IndexEntry; removed: IndexKey[]; added: IndexKey[] };

/** Which of the keys go and which come. */
export function difference(index: IndexEntry, removed: IndexKey[], added: IndexKey[]): IndexChange {
  if (removed.length === 0 || added.length === 0) return { index, removed, added };
  const [before] = removed;
  const [after] = added;
  if (removed.length === 1 && added.length === 1 && before !== undefined && after !== undefined) {
    if (!before.key.equals(after.key)) return { index, removed, added };
    return { index, removed: [], added: sameKinds(before, after) ? [] : added };
  }
  const had = new Map(removed.map((each) => [keyText(each.key), each]));
  const has = new Set(added.map(({ key }) => keyText(key)));
  return {
    index,
    removed: removed.filter(({ key }) => !has.has(keyText(key))),
    added: added.filter((each) => {
      const same = had.get(keyText(each.key));
      return same === undefined || !sameKinds(same, each);
    }),
  };
}

function sameKinds({ kinds: a }: IndexKey, { kinds: b }: IndexKey): boolean {
  return a === b || Buffer.compare(a, b) === 0;
}
