import { isDoc, type Doc, type Value } from '../bson/values.ts';
import { sameCollation } from '../collation/spec.ts';
import { commandError } from '../errors.ts';
import { MAX_VIEW_DEPTH, tooDeep, type View } from './view.ts';

/** The view of a name; undefined for a collection, and for what is not there. */
export type FindView = (namespace: string) => View | undefined;

/**
 * Checks what a new or changed view is built upon, its pipeline's other collections included. Throws
 * GraphContainsCycle, ViewDepthLimitExceeded, and OptionNotSupportedOnView for a view with another collation.
 */
export function checkDependencies(namespace: string, view: View, find: FindView): void {
  const follow = (from: string, present: View, depth: number): void => {
    if (depth > MAX_VIEW_DEPTH) throw tooDeep(namespace);
    for (const next of dependenciesOf(from, present)) {
      if (next === namespace)
        throw commandError('GraphContainsCycle', `View cycle detected: ${namespace} depends on itself`);
      const deeper = find(next);
      if (deeper === undefined) continue;
      if (!sameCollation(deeper.collation, view.collation))
        throw commandError(
          'OptionNotSupportedOnView',
          `View ${namespace} has a collation that does not match the collation of view ${next}`,
        );
      follow(next, deeper, depth + 1);
    }
  };
  follow(namespace, view, 1);
}

function dependenciesOf(namespace: string, { on, pipeline }: View): Set<string> {
  const database = namespace.slice(0, namespace.indexOf('.') + 1);
  return new Set([on, ...collectionsRead([...pipeline]).map((name) => database + name)]);
}

/** The collections that a pipeline reads beside its own. */
export function collectionsRead(pipeline: Value | undefined): string[] {
  if (!Array.isArray(pipeline)) return [];
  return pipeline.filter(isDoc).flatMap((stage) => Array.from(stage, namesInStage).flat());
}

function namesInStage([name, operand]: [string, Value]): string[] {
  if (name === '$unionWith' && typeof operand === 'string') return [operand];
  if (!isDoc(operand)) return [];
  if (name === '$facet') return [...operand.values()].flatMap(collectionsRead);
  if (name !== '$lookup' && name !== '$graphLookup' && name !== '$unionWith') return [];
  const other = operand.get(name === '$unionWith' ? 'coll' : 'from');
  return [...(typeof other === 'string' ? [other] : []), ...collectionsRead(operand.get('pipeline'))];
}

/** Refuses stages that no view may have. */
export function checkViewPipeline(namespace: string, pipeline: readonly Doc[]): void {
  pipeline.forEach((stage, index) => {
    const [name = ''] = stage.keys();
    if (name === '$out' || name === '$merge' || name === '$changeStream' || name === '$currentOp')
      throw commandError(
        'OptionNotSupportedOnView',
        `The aggregation stage ${name} in location ${index} of the pipeline cannot be used in the view definition of ${namespace}`,
      );
  });
}
