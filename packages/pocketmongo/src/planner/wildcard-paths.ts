import { isDoc, UNDEFINED, type Value } from '../bson/values.ts';
import { isIndex } from '../query/paths.ts';
import type { Analysis, Test } from './analysis.ts';

/** Name of the part of a key that holds the path, as explain shows it. */
export const PATH = '$_path';
/** Paths beyond this may be cut off in keys. */
const LONGEST_PATH = 250;

/** The paths that a filter puts conditions on and that keys may hold. */
export const wildcardPaths = ({ tests }: Analysis): string[] =>
  Array.from(new Set(tests.map(({ path }) => path))).filter(
    (path) => path.length <= LONGEST_PATH && !path.split('.').some(isIndex),
  );

/** Documents and arrays are held in parts, and what is missing not at all. */
export function isAnswerable(test: Test): boolean {
  if (test.kind === 'points') return test.values.every(isSingle);
  return test.kind !== 'range' || isSingle(test.sample);
}

function isSingle(value: Value): boolean {
  return value !== null && value !== UNDEFINED && !isDoc(value) && !Array.isArray(value);
}
