import type { Doc } from '../bson/values.ts';
import type { Collation } from '../collation/collation.ts';
import type { FindView } from './dependencies.ts';
import { MAX_VIEW_DEPTH, tooDeep } from './view.ts';

export interface Resolved {
  /** A collection. */
  namespace: string;
  /** What is to run over it. */
  pipeline: readonly Doc[];
  collation: Collation | undefined;
}

/** Takes a pipeline over a view apart, down to the collection; undefined when it is over a collection already. */
export function resolveView(
  namespace: string,
  pipeline: readonly Doc[],
  find: FindView,
): Resolved | undefined {
  const first = find(namespace);
  if (first === undefined) return undefined;
  const resolved: Resolved = { namespace, pipeline, collation: first.collation };
  let depth = 0;
  for (let view = find(namespace); view !== undefined; view = find(resolved.namespace)) {
    depth += 1;
    if (depth > MAX_VIEW_DEPTH) throw tooDeep(namespace);
    resolved.namespace = view.on;
    resolved.pipeline = [...view.pipeline, ...resolved.pipeline];
  }
  return resolved;
}
