import { isIndex } from './paths.ts';
import { type Doc, type Found, isArray, isDoc, ModelError, type Value } from './values.ts';

/** Which elements `$[name]` stands for, by name. */
export type ArrayFilters = ReadonlyMap<string, (element: Value | undefined) => boolean>;

const MAX_PADDING = 1_500_000;

/** By name, places in arrays by number: the order in which changes are made. */
export function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const [x = '', y = ''] = [a[at], b[at]];
    if (x === y) continue;
    if (isIndex(x) && isIndex(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

export function at(value: Found, path: readonly string[]): Found {
  return path.reduce<Found>((inner, part) => {
    if (isDoc(inner)) return inner.get(part);
    return isArray(inner) && isIndex(part) ? inner[Number(part)] : undefined;
  }, value);
}

/** The paths that `$`, `$[]` and `$[name]` stand for in a document. */
export function resolve(
  document: Doc,
  parts: readonly string[],
  filters: ArrayFilters,
  position: number | undefined,
): string[][] {
  const place = parts.findIndex((part) => part.startsWith('$'));
  if (place < 0) return [[...parts]];
  const [before, part = '', after] = [parts.slice(0, place), parts[place], parts.slice(place + 1)];
  if (part === '$') {
    if (position === undefined) throw new ModelError(2);
    return resolve(document, [...before, String(position), ...after], filters, position);
  }
  const array = at(document, before);
  if (!isArray(array)) throw new ModelError(2);
  const test = filters.get(part.slice(2, -1));
  return array.flatMap((element, index) =>
    test === undefined || test(element)
      ? resolve(document, [...before, String(index), ...after], filters, position)
      : [],
  );
}

/** Puts a value at a path, makes what is missing on the way; 28 where nothing can be made. */
export function put(document: Doc, path: readonly string[], value: Value): void {
  let inner: Value = document;
  path.forEach((part, depth) => {
    const last = depth === path.length - 1;
    const next: Value = last ? value : (at(inner, [part]) ?? fresh(inner, part));
    if (last || at(inner, [part]) === undefined) store(inner, part, next);
    inner = next;
  });
}

/** Null is there already, and nothing can be made in it. */
const fresh = (inner: Value, part: string): Value =>
  at(inner, [part]) === null ? null : new Map<string, Value>();

function store(inner: Value, part: string, value: Value): void {
  if (isDoc(inner)) {
    inner.set(part, value);
    return;
  }
  if (!isArray(inner) || !isIndex(part)) throw new ModelError(28);
  if (Number(part) > inner.length + MAX_PADDING) throw new ModelError(2);
  while (inner.length < Number(part)) inner.push(null);
  inner[Number(part)] = value;
}

/** Takes a field away; the place in an array stays, with null. */
export function remove(document: Doc, path: readonly string[]): void {
  const holder = at(document, path.slice(0, -1));
  const part = path.at(-1) ?? '';
  if (isDoc(holder)) holder.delete(part);
  else if (isArray(holder) && isIndex(part) && Number(part) < holder.length) holder[Number(part)] = null;
}
