import { commandError } from '../errors.ts';
import { isIndex } from '../query/paths.ts';

/** Paths in the order in which updates apply: by component, indexes by number. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x = '', y = ''] = [a[at], b[at]];
    if (x === y) continue;
    if (isIndex(x) && isIndex(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

/** Two updates may not touch one path, nor a path and what lies under it. Takes all paths of an update. */
export function checkConflicts(paths: readonly (readonly string[])[]): void {
  const sorted = [...paths].sort(comparePaths);
  sorted.forEach((path, index) => {
    const before = sorted[index - 1];
    if (before === undefined || !before.every((part, at) => path[at] === part)) return;
    throw commandError(
      'ConflictingUpdateOperators',
      `Updating the path '${path.join('.')}' would create a conflict at '${before.join('.')}'`,
    );
  });
}
