import { isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { compileSort } from '../../query/sort.ts';
import { StageMemory } from '../memory.ts';
import { collectAll, inChunks, type StageCompiler } from '../stage.ts';

const MAX_KEYS = 32;

/** `$sort` behind the start of a pipeline; at the start the engine answers it. */
export const sort: StageCompiler = (operand, { options, step, memoryLimit }, name) => {
  if (!isDoc(operand)) throw locationError(15973, 'the $sort key specification must be an object');
  if (operand.size === 0) throw locationError(15976, '$sort stage must have at least one sort key');
  if (operand.size > MAX_KEYS)
    throw locationError(13103, `too many compound keys: ${operand.size}, at most ${MAX_KEYS} are allowed`);
  const compare = compileSort(operand, options.collation);
  const memory = new StageMemory(name, memoryLimit);
  return async function* (input) {
    memory.reset();
    const all = await collectAll(input, memory);
    yield* inChunks(
      all.sort((a, b) => {
        step();
        return compare(a, b);
      }),
    );
  };
};
