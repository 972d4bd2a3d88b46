import { compareNumbers, INT64_MAX, type Numeric, toNumber } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import { isWhole } from '../../bson/whole-number.ts';
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

const isNatural = (value: Numeric): boolean =>
  compareNumbers(value, 0) >= 0 && compareNumbers(value, INT64_MAX) <= 0;

/** The operand of `$limit` and `$skip`. */
export function wholeNumber(operand: Value, name: string): number {
  if (isNumeric(operand) && isWhole(operand) && isNatural(operand)) return toNumber(operand);
  throw locationError(
    name === '$limit' ? 5107201 : 5107200,
    `invalid argument to ${name} stage: Expected a non-negative number`,
  );
}
