import { toNumber } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import type { StageCompiler } from '../stage.ts';

/** `$limit` */
export const limit: StageCompiler = (operand, _context, name) => {
  const most = wholeNumber(operand, name);
  if (most <= 0) throw locationError(15958, 'the limit must be positive');
  return async function* (input) {
    let left = most;
    for await (const documents of input) {
      yield documents.slice(0, left);
      left -= documents.length;
      if (left <= 0) return;
    }
  };
};

/** The operand of `$limit` and `$skip`. */
export function wholeNumber(operand: Value, name: string): number {
  const number = isNumeric(operand) ? toNumber(operand) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw locationError(
    name === '$limit' ? 5107201 : 5107200,
    `invalid argument to ${name} stage: Expected a non-negative number`,
  );
}
