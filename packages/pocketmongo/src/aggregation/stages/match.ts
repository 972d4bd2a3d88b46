import { isDoc } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { compileFilter } from '../../query/match.ts';
import { perChunk, type StageCompiler } from '../stage.ts';

/** `$match` behind the start of a pipeline; at the start the engine answers it. */
export const match: StageCompiler = (operand, { options }) => {
  if (!isDoc(operand)) throw locationError(15959, 'the match filter must be an expression in an object');
  const matches = compileFilter(operand, options);
  return perChunk((documents) => documents.filter(matches));
};
