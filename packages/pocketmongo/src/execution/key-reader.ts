import { isDoc, type Doc, type Value } from '../bson/values.ts';
import type { IndexEntry } from '../catalog/entries.ts';
import { componentEnd, maskOf } from '../indexes/key-parts.ts';
import { componentValue, NOT_HELD } from '../indexes/key-values.ts';
import type { KeyFields } from '../planner/plan.ts';
import { RECORD_ID_BYTES, TABLE_BYTES } from '../storage/keys.ts';
import type { Entry } from '../storage/range.ts';

/** Fields of a document, out of an entry of an index; undefined where the entry does not hold them exactly. */
export type KeyReader = (entry: Entry) => Doc | undefined;

/** Makes the reader of some of an index's fields. */
export function keyReader(index: IndexEntry, { fields }: KeyFields): KeyReader {
  const last = Math.max(-1, ...fields.map(({ position }) => position));
  const masks = index.fields.map(({ direction }) => maskOf(direction));
  const parts = index.fields.map((field, i) =>
    fields.some(({ position }) => position === i) ? field.parts : undefined,
  );
  const kindsAt = index.unique ? RECORD_ID_BYTES : 0;
  return ({ key, value }) => {
    if (index.flags.truncated) return undefined;
    const document: Doc = new Map();
    let at = TABLE_BYTES;
    for (let i = 0; i <= last; i += 1) {
      const mask = masks[i] ?? 0;
      const end = componentEnd(key, at, mask);
      const path = parts[i];
      if (path !== undefined) {
        const held = componentValue(key, at, end, mask, value[kindsAt + i] ?? 0);
        // An array may have come since the query was planned.
        if (held === NOT_HELD || index.flags.multikey[i] === true) return undefined;
        // What is missing below a field may be missing in many ways.
        if (held === undefined && path.length > 1) return undefined;
        if (held !== undefined) put(document, path, held);
      }
      at = end;
    }
    return document;
  };
}

function put(document: Doc, path: readonly string[], value: Value): void {
  let inner = document;
  for (const part of path.slice(0, -1)) {
    const present = inner.get(part);
    const next = isDoc(present) ? present : new Map<string, Value>();
    inner.set(part, next);
    inner = next;
  }
  inner.set(path.at(-1) ?? '', value);
}
