import { encodeDocument } from '../../bson/encode.ts';
import { toNumber } from '../../bson/numbers.ts';
import { isDoc, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { compileArguments, isNullish, type Operator, type OperatorTable, unary } from './expression.ts';

const bsonSize: Operator = unary((value) => {
  if (isDoc(value)) return encodeDocument(value).length;
  throw locationError(31393, `$bsonSize requires a document input, found: ${typeAlias(value)}`);
});

const indexOfBytes: Operator = (operand, compiler, name) => {
  const [input, needle, from, to] = compileArguments(operand, compiler, name, 2, 4);
  return (scope) => {
    const [text, wanted] = [input?.(scope), needle?.(scope)];
    if (isNullish(text)) return null;
    if (typeof text !== 'string') {
      throw locationError(
        40091,
        `$indexOfBytes requires a string as the first argument, found: ${typeAlias(text)}`,
      );
    }
    if (typeof wanted !== 'string') {
      throw locationError(
        40092,
        `$indexOfBytes requires a string as the second argument, found: ${typeAlias(wanted)}`,
      );
    }
    const bytes = Buffer.from(text);
    const start = from === undefined ? 0 : place(from(scope), name);
    const end = to === undefined ? bytes.length : Math.min(place(to(scope), name), bytes.length);
    if (start > end) return -1;
    const found = bytes.subarray(start, end).indexOf(wanted);
    return found < 0 ? -1 : start + found;
  };
};

/** A place in a string: a whole number from 0. */
export function place(value: Value | undefined, name: string): number {
  const at = isNumeric(value) ? toNumber(value) : Number.NaN;
  if (Number.isInteger(at)) {
    if (at >= 0) return at;
    throw locationError(40097, `${name} requires a nonnegative index, found: ${at}`);
  }
  throw locationError(
    40096,
    `${name} requires an integral index, found a value of type: ${typeAlias(value)}`,
  );
}

export const sizeOperators: OperatorTable = { $bsonSize: bsonSize, $indexOfBytes: indexOfBytes };
