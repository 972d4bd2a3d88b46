import { isDoc, type Doc } from '../bson/values.ts';
import { parseCollation } from '../collation/spec.ts';
import type { Collation } from '../collation/collation.ts';
import { commandError } from '../errors.ts';

/** A view: what its pipeline makes of another collection or view. It has no documents of its own. */
export type View = {
  /** Namespace of what it looks at. */
  on: string;
  pipeline: readonly Doc[];
  collation: Collation | undefined;
};

/** How deep views may be built upon views. */
export const MAX_VIEW_DEPTH = 20;

/** The view with these options; undefined for a collection. */
export function viewOf(namespace: string, options: Doc): View | undefined {
  const viewOn = options.get('viewOn');
  if (typeof viewOn !== 'string') return undefined;
  const pipeline = options.get('pipeline');
  const collation = options.get('collation');
  return {
    on: `${namespace.slice(0, namespace.indexOf('.'))}.${viewOn}`,
    pipeline: Array.isArray(pipeline) ? pipeline.filter(isDoc) : [],
    collation: collation === undefined ? undefined : parseCollation(collation),
  };
}

/** Throws CommandNotSupportedOnView for a view. */
export function refuseView(collection: { namespace: string; view: View | undefined } | undefined): void {
  if (collection?.view === undefined) return;
  throw commandError(
    'CommandNotSupportedOnView',
    `Namespace ${collection.namespace} is a view, not a collection`,
  );
}

export function tooDeep(namespace: string): Error {
  return commandError(
    'ViewDepthLimitExceeded',
    `View depth limit exceeded; maximum depth is ${MAX_VIEW_DEPTH}: ${namespace}`,
  );
}
