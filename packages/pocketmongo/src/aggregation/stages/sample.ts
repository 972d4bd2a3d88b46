import { type Doc, isNumeric } from '../../bson/values.ts';
import { wholeNumberOf } from '../../bson/whole-number.ts';
import { locationError } from '../../errors.ts';
import { operandError, stageFields } from '../operand.ts';
import { inChunks, type StageCompiler } from '../stage.ts';

/** `$sample: {size}`: so many documents at random, each at most once (a reservoir over the input) */
export const sample: StageCompiler = (operand, { step }, name) => {
  const value = stageFields(operand, name, ['size']).get('size');
  if (value === undefined) throw operandError(name, 'missing', '$sample stage must specify a size');
  if (!isNumeric(value)) throw locationError(28746, 'size argument to $sample must be a number');
  const size = wholeNumberOf(value);
  if (!(size > 0)) throw locationError(28747, 'size argument to $sample must be a positive integer');
  return async function* (input) {
    const chosen: Doc[] = [];
    let seen = 0;
    for await (const documents of input) {
      for (const document of documents) {
        step();
        seen += 1;
        const place = Math.floor(Math.random() * seen);
        if (chosen.length < size) {
          // A swap keeps the order random too.
          const other = chosen[place];
          if (other === undefined) chosen.push(document);
          else {
            chosen[place] = document;
            chosen.push(other);
          }
        } else if (place < size) chosen[place] = document;
      }
    }
    yield* inChunks(chosen);
  };
};
