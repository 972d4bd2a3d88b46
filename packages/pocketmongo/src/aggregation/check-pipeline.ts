import { type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError, locationError } from '../errors.ts';

const MAX_STAGES = 1_000;

/** The stages of a pipeline as documents with one field each. */
export function checkPipeline(pipeline: readonly Value[]): Doc[] {
  if (pipeline.length > MAX_STAGES)
    throw locationError(7749501, `Pipeline length must be no longer than ${MAX_STAGES} stages`);
  return pipeline.map((stage) => {
    if (!isDoc(stage))
      throw commandError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    if (stage.size !== 1) {
      throw locationError(40323, 'A pipeline stage specification object must contain exactly one field.');
    }
    return stage;
  });
}
