import { type Doc, isDoc, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { collectAll, inChunks, type StageCompiler } from '../stage.ts';

/** `$facet`: several pipelines over the same documents, one result document */
export const facet: StageCompiler = (operand, context) => {
  if (!isDoc(operand) || operand.size === 0) {
    throw locationError(40169, 'the $facet specification must be a non-empty object');
  }
  const facets = Array.from(operand, ([name, pipeline]) => {
    if (!Array.isArray(pipeline))
      throw locationError(40170, `arguments to $facet must be arrays, ${name} is not`);
    return { name, run: context.subPipeline(pipeline, context) };
  });
  return async function* (input) {
    const all = await collectAll(input);
    const result: Doc = new Map<string, Value>();
    for (const { name, run } of facets) result.set(name, await collectAll(run(inChunks(all))));
    yield [result];
  };
};
