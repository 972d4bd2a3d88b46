import { isDoc, type Doc, type Value } from '../bson/values.ts';

/** Where a match happened: the index in the outermost array, for the positional `$`. */
export interface MatchState {
  position: number | undefined;
}

export type DocTest = (doc: Doc, state: MatchState | undefined) => boolean;
export type ValueTest = (value: Value | undefined, state: MatchState | undefined) => boolean;

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** True when a path component can address an array element. */
export const isIndex = (part: string): boolean => INDEX.test(part);

/**
 * Tests what lies at a dotted path. Arrays on the way are entered by index and through their documents; an array at
 * the end is tried element by element first when `expand` is set, then as a whole.
 */
export function onPath(path: string, test: ValueTest, expand: boolean): DocTest {
  const atLeaf = expand ? expanding(test) : test;
  if (!path.includes('.')) return (doc, state) => atLeaf(doc.get(path), state);
  const parts = path.split('.');
  return (doc, state) => walk(doc, parts, 0, atLeaf, state);
}

/** The test, tried on each element of an array before the array itself. */
function expanding(test: ValueTest): ValueTest {
  return (value, state) => {
    if (!Array.isArray(value)) return test(value, state);
    for (let index = 0; index < value.length; index++) {
      if (!test(value[index], state)) continue;
      if (state !== undefined) state.position = index;
      return true;
    }
    return test(value, state);
  };
}

function walk(
  doc: Doc,
  parts: readonly string[],
  at: number,
  leaf: ValueTest,
  state: MatchState | undefined,
): boolean {
  const value = doc.get(parts[at] ?? '');
  const next = at + 1;
  if (next === parts.length) return leaf(value, state);
  if (isDoc(value)) return walk(value, parts, next, leaf, state);
  if (Array.isArray(value)) return walkArray(value, parts, next, leaf, state);
  return leaf(undefined, state);
}

function walkArray(
  array: readonly Value[],
  parts: readonly string[],
  at: number,
  leaf: ValueTest,
  state: MatchState | undefined,
): boolean {
  for (let index = 0; index < array.length; index++) {
    const element = array[index];
    if (!isDoc(element) || !walk(element, parts, at, leaf, state)) continue;
    if (state !== undefined) state.position = index;
    return true;
  }
  const part = parts[at] ?? '';
  if (!isIndex(part) || Number(part) >= array.length) return false;
  const element = array[Number(part)];
  if (at + 1 === parts.length) return leaf(element, state);
  if (isDoc(element)) return walk(element, parts, at + 1, leaf, state);
  if (Array.isArray(element)) return walkArray(element, parts, at + 1, leaf, state);
  return leaf(undefined, state);
}

/** Every value at a dotted path, arrays opened at the end too: what `distinct` lists. */
export function valuesAtPath(doc: Doc, path: string): Value[] {
  const found: Value[] = [];
  const collect: ValueTest = (value) => {
    if (Array.isArray(value)) for (const element of value) found.push(element);
    else if (value !== undefined) found.push(value);
    return false;
  };
  onPath(path, collect, false)(doc, undefined);
  return found;
}
