import type { Doc } from '../bson/values.ts';
import { filterPaths } from './filter-paths.ts';
import { limitMayPass, matchMayPass } from './passing.ts';

/**
 * Moves `$match` and `$limit` towards the start where the result stays the same, so that the engine can answer them
 * with its indexes and fewer documents go through what follows.
 */
export function optimise(pipeline: readonly Doc[]): readonly Doc[] {
  const stages = [...pipeline];
  for (let index = 1; index < stages.length; index += 1) {
    for (let at = index; at > 0; at -= 1) {
      const [before, stage] = [stages[at - 1], stages[at]];
      if (before === undefined || stage === undefined || !mayPass(stage, before)) break;
      stages[at - 1] = stage;
      stages[at] = before;
    }
  }
  return stages;
}

function mayPass(stage: Doc, before: Doc): boolean {
  const [[name, operand] = ['', null], second] = stage;
  if (second !== undefined) return false;
  if (name === '$limit') return limitMayPass(before);
  if (name !== '$match') return false;
  const paths = filterPaths(operand);
  return paths !== undefined && matchMayPass(paths, before);
}
