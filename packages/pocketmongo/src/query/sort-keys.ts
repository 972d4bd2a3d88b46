import { type Doc, isDoc, UNDEFINED, type Value } from '../bson/values.ts';
import { isIndex } from './paths.ts';

/**
 * The values that a document is sorted by at a path: the elements of an array, null where nothing is.
 * An empty array at the end of the path sorts before null: it gives no value, or `undefined` among others.
 */
export function valuesForSort(doc: Doc, path: string): Value[] {
  if (!path.includes('.')) {
    const value = doc.get(path);
    return Array.isArray(value) ? value : [value ?? null];
  }
  const found: Value[] = [];
  collect(doc, path.split('.'), 0, found);
  return found;
}

function add(found: Value[], value: Value | undefined): void {
  // Not push(...value): that many arguments overflow the stack.
  if (Array.isArray(value) && value.length === 0) found.push(UNDEFINED);
  else if (Array.isArray(value)) for (const element of value) found.push(element);
  else found.push(value ?? null);
}

function collect(doc: Doc, parts: readonly string[], at: number, found: Value[]): void {
  const value = doc.get(parts[at] ?? '');
  if (at + 1 === parts.length) add(found, value);
  else if (isDoc(value)) collect(value, parts, at + 1, found);
  else if (Array.isArray(value)) collectArray(value, parts, at + 1, found);
  else found.push(null);
}

function collectArray(array: readonly Value[], parts: readonly string[], at: number, found: Value[]): void {
  const part = parts[at] ?? '';
  if (isIndex(part) && Number(part) < array.length) {
    const element = array[Number(part)];
    if (at + 1 === parts.length) add(found, element);
    else if (isDoc(element)) collect(element, parts, at + 1, found);
    else found.push(null);
    return;
  }
  if (array.length === 0) found.push(null);
  for (const element of array) {
    if (isDoc(element)) collect(element, parts, at, found);
    else found.push(null);
  }
}
