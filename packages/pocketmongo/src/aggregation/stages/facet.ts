import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { StageMemory } from '../memory.ts';
import { collectAll, inChunks, inside, type StageCompiler } from '../stage.ts';

/** `$facet`: several pipelines over the same documents, one result document */
export const facet: StageCompiler = (operand, context, name) => {
  if (!isDoc(operand) || operand.size === 0) {
    throw locationError(40169, 'the $facet specification must be a non-empty object');
  }
  const facets = Array.from(operand, ([field, pipeline]) => {
    if (field.startsWith('$'))
      throw locationError(16410, `FieldPath field names may not start with '$': ${field}`);
    if (field.includes('.'))
      throw locationError(16412, `FieldPath field names may not contain '.': ${field}`);
    if (!Array.isArray(pipeline))
      throw locationError(40170, `arguments to $facet must be arrays, ${field} is not`);
    if (!pipeline.every((stage) => isDoc(stage) && stage.size > 0))
      throw locationError(
        40171,
        `elements of arrays in $facet spec must be non-empty objects, ${field} is not`,
      );
    return { field, run: context.subPipeline(pipeline, inside(context, '$facet')) };
  });
  const memory = new StageMemory(name, context.memoryLimit);
  return async function* (input) {
    memory.reset();
    const all = await collectAll(input, memory);
    const result: Doc = new Map<string, Value>();
    for (const { field, run } of facets) result.set(field, await collectAll(run(inChunks(all))));
    yield [result];
  };
};
