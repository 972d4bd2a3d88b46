import { type Numeric, toNumber, wholeNumber } from '../../bson/numbers.ts';
import { Decimal128, isNumeric, type Value } from '../../bson/values.ts';
import { locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { compileArguments, type Operator, type OperatorTable } from './expression.ts';
import { codePoints, stringOf } from './string-of.ts';

type Reader = (value: Value | undefined, name: string) => number;

function substring(
  cut: (text: string, start: number, count: number) => string,
  startOf: Reader,
  countOf: Reader,
): Operator {
  return (operand, compiler, name) => {
    const [input, from, length] = compileArguments(operand, compiler, name, 3);
    return (scope) => {
      const text = stringOf(input?.(scope), name);
      return cut(text, startOf(from?.(scope), name), countOf(length?.(scope), name));
    };
  };
}

function numeric(value: Value | undefined, name: string, code: number): Numeric {
  if (isNumeric(value)) return value;
  throw locationError(code, `${name}: starting index and length must be numeric, found ${typeAlias(value)}`);
}

/**
 * Reads a number as an int64: a double loses its fraction, a decimal is rounded to the even neighbour. A double that
 * does not fit is refused, a decimal counts as the lowest number.
 */
const int64 =
  (type: number): Reader =>
  (value, name) => {
    const given = numeric(value, name, type);
    const number = toNumber(given);
    if (Math.abs(number) < 2 ** 63 || typeof given === 'bigint') return wholeNumber(given);
    if (given instanceof Decimal128) return -Infinity;
    throw locationError(31109, `Can't coerce out of range value ${number} to long`);
  };

/** Reads an int32; a fraction or another number is refused. */
const int32 =
  (type: number, fraction: number): Reader =>
  (value, name) => {
    const number = toNumber(numeric(value, name, type));
    if ((number | 0) === number) return number;
    throw locationError(
      fraction,
      `${name}: starting index and length must be 32-bit integers, found ${number}`,
    );
  };

const substrBytes = substring(
  (text, start, count) => {
    const bytes = Buffer.from(text);
    if (start < 0) throw locationError(50752, '$substrBytes: starting index must be non-negative');
    const end = count < 0 ? bytes.length : Math.min(bytes.length, start + count);
    if (isContinuation(bytes[start]) || isContinuation(bytes[end])) {
      throw locationError(
        isContinuation(bytes[start]) ? 28656 : 28657,
        '$substrBytes: Invalid range: starting or ending index is in the middle of a UTF-8 character.',
      );
    }
    return bytes.toString('utf8', start, end);
  },
  int64(16034),
  int64(16035),
);

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

const substrCP = substring(
  (text, start, count) => {
    if (count < 0) throw locationError(34454, '$substrCP: length must be a nonnegative integer.');
    if (start < 0) throw locationError(34455, '$substrCP: the starting index must be nonnegative integer.');
    return codePoints(text)
      .slice(start, start + count)
      .join('');
  },
  int32(34450, 34451),
  int32(34452, 34453),
);

export const substringOperators: OperatorTable = {
  $substr: substrBytes,
  $substrBytes: substrBytes,
  $substrCP: substrCP,
};
