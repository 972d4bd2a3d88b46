import { toNumber } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import { commandError } from '../../errors.ts';

/** `$sampleRate`: each document with this probability */
export function sampleRate(operand: Value): () => boolean {
  const rate = isNumeric(operand) ? toNumber(operand) : Number.NaN;
  if (!(rate >= 0 && rate <= 1))
    throw commandError('BadValue', 'the $sampleRate must be a number between 0 and 1');
  return () => Math.random() < rate;
}
