import { filterOf } from './filter.ts';
import { type Doc, isArray, isDoc, type Value } from './values.ts';

/** Index of the first element that a condition of the filter met. */
export function positionIn(filter: Doc, document: Doc): number | undefined {
  for (const [path, operand] of filter) {
    if (path.startsWith('$')) continue;
    const found = elementAt(document, path.split('.'), operand);
    if (found !== undefined) return found;
  }
  return undefined;
}

function elementAt(document: Doc, path: readonly string[], operand: Value): number | undefined {
  let value: Value | undefined = document;
  for (const [depth, part] of path.entries()) {
    value = isDoc(value) ? value.get(part) : undefined;
    if (isArray(value)) return firstOf(value, path.slice(depth + 1), operand);
  }
  return undefined;
}

function firstOf(array: readonly Value[], rest: readonly string[], operand: Value): number | undefined {
  const condition = isDoc(operand) ? operand.get('$elemMatch') : undefined;
  const ofArray = condition !== undefined && rest.length === 0;
  const test = filterOf(new Map([[['x', ...rest].join('.'), operand]]));
  const found = array.findIndex((element) => test(new Map([['x', ofArray ? [element] : element]])));
  return found < 0 ? undefined : found;
}
