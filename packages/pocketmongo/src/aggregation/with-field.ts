import { type Doc, isDoc, type Value } from '../bson/values.ts';

/** The document with a value at a path; what lies on the way and is no document, arrays too, gives way to one. */
export function withField(document: Doc, path: readonly string[], value: Value, at = 0): Doc {
  const name = path[at] ?? '';
  const inner = document.get(name);
  const changed = new Map(document);
  changed.set(
    name,
    at + 1 === path.length
      ? value
      : withField(isDoc(inner) ? inner : new Map<string, Value>(), path, value, at + 1),
  );
  return changed;
}
