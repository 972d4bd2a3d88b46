import { isDoc } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { checkPipeline } from '../check-pipeline.ts';
import type { StageCompiler } from '../stage.ts';

/** `$unionWith: 'collection'` or `{coll, pipeline}` */
export const unionWith: StageCompiler = (operand, { readCollection, options }) => {
  const collection = isDoc(operand) ? operand.get('coll') : operand;
  const pipeline = isDoc(operand) ? (operand.get('pipeline') ?? []) : [];
  if (typeof collection !== 'string' || !Array.isArray(pipeline)) {
    throw commandError(
      'FailedToParse',
      'the $unionWith stage specification must be a string or an object with coll and pipeline',
    );
  }
  const stages = checkPipeline(pipeline);
  return async function* (input) {
    yield* input;
    yield* readCollection(collection, stages, options.variables ?? new Map());
  };
};
