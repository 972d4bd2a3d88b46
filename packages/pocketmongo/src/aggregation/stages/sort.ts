import { isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { compileSort } from '../../query/sort.ts';
import { collectAll, inChunks, type StageCompiler } from '../stage.ts';

/** `$sort` behind the start of a pipeline; at the start the engine answers it. */
export const sort: StageCompiler = (operand, { options }) => {
  if (!isDoc(operand)) throw locationError(15973, 'the $sort key specification must be an object');
  if (operand.size === 0) throw locationError(15976, '$sort stage must have at least one sort key');
  const compare = compileSort(operand, options.collation);
  return async function* (input) {
    const all = await collectAll(input);
    yield* inChunks(all.sort(compare));
  };
};
