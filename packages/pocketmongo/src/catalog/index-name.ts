import { Double, type Doc, type Value } from '../bson/values.ts';

/** Name that an index gets when its specification has none: `a_1_b_-1`. */
export function defaultIndexName(key: Doc): string {
  return Array.from(key, ([path, direction]) => `${path}_${directionText(direction)}`).join('_');
}

function directionText(direction: Value): string {
  if (direction instanceof Double) return String(direction.value);
  return typeof direction === 'string' || typeof direction === 'number' || typeof direction === 'bigint'
    ? String(direction)
    : '1';
}
