import { doc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { StageCompiler } from '../stage.ts';

/** `$count: 'field'`; no document when nothing was counted */
export const count: StageCompiler = (operand) => {
  if (typeof operand !== 'string') throw locationError(40156, 'the count field must be a non-empty string');
  if (operand === '') throw locationError(40157, 'the count field must be a non-empty string');
  if (operand.startsWith('$')) throw locationError(40158, 'the count field cannot be a $-prefixed path');
  if (operand.includes('\0')) throw locationError(40159, 'the count field cannot contain a null byte');
  if (operand.includes('.')) throw locationError(40160, "the count field cannot contain '.'");
  return async function* (input) {
    let total = 0;
    for await (const documents of input) total += documents.length;
    if (total > 0) yield [doc({ [operand]: total })];
  };
};
