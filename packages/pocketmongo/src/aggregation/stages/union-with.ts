import { doc } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';
import { checkPipeline } from '../check-pipeline.ts';
import { stageFields } from '../operand.ts';
import { inside, type StageCompiler } from '../stage.ts';

/** `$unionWith: 'collection'` or `{coll, pipeline}`; without `coll` the pipeline starts with `$documents` */
export const unionWith: StageCompiler = (operand, context, name) => {
  const fields =
    typeof operand === 'string' ? doc({ coll: operand }) : stageFields(operand, name, ['coll', 'pipeline']);
  const [collection, pipeline] = [fields.get('coll'), fields.get('pipeline') ?? []];
  if ((collection !== undefined && typeof collection !== 'string') || !Array.isArray(pipeline)) {
    throw commandError(
      'FailedToParse',
      'the $unionWith stage specification must be a string or an object with coll and pipeline',
    );
  }
  if (collection === undefined && pipeline.length === 0)
    throw commandError('FailedToParse', `the $unionWith stage needs a 'coll' or a 'pipeline'`);
  const stages = checkPipeline(pipeline);
  context.check(stages, { ...inside(context, '$unionWith'), collection });
  return async function* (input) {
    yield* input;
    yield* context.readCollection(collection, stages, context.options.variables ?? new Map(), '$unionWith');
  };
};
