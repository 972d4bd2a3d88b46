import { valuesEqual } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { typeAlias } from '../../query/types.ts';
import { compileArguments, isNullish, type Operator, type OperatorTable, two } from './expression.ts';

/** A whole number of an argument; the codes are those of another type and of a fraction. */
export function whole(value: Value, name: string, codes: readonly [type: number, fraction: number]): number {
  if (!isNumeric(value))
    throw locationError(codes[0], `${name} needs a whole number, but got ${typeAlias(value)}`);
  const number = toNumber(value);
  if (Number.isInteger(number) && Math.abs(number) <= 0x8000_0000 && number !== 0x8000_0000) return number;
  throw locationError(codes[1], `${name} needs a number that is a 32-bit integer, but got ${number}`);
}

const arrayElemAt: Operator = (operand, compiler, name) => {
  const [array, index] = two(operand, compiler, name);
  return (scope) => {
    const [values, at] = [array(scope), index(scope)];
    if (isNullish(values) || isNullish(at)) return null;
    if (!Array.isArray(values)) {
      throw locationError(
        28689,
        `$arrayElemAt's first argument must be an array, but is ${typeAlias(values)}`,
      );
    }
    return values.at(whole(at, name, [28690, 28691]));
  };
};

const slice: Operator = (operand, compiler, name) => {
  const [array, first, second] = compileArguments(operand, compiler, name, 2, 3);
  return (scope) => {
    const [values, a] = [array?.(scope), first?.(scope)];
    const b = second?.(scope);
    if (isNullish(values) || isNullish(a) || (second !== undefined && isNullish(b))) return null;
    if (!Array.isArray(values)) {
      throw locationError(
        28724,
        `First argument to $slice must be an array, but is of type: ${typeAlias(values)}`,
      );
    }
    const position = whole(a, name, [28725, 28726]);
    if (b === undefined || b === null)
      return position < 0 ? values.slice(position) : values.slice(0, position);
    const count = whole(b, name, [28727, 28728]);
    if (count <= 0) throw locationError(28729, `Third argument to $slice must be positive: ${count}`);
    const start = position < 0 ? Math.max(0, values.length + position) : position;
    return values.slice(start, start + count);
  };
};

const indexOfArray: Operator = (operand, compiler, name) => {
  const [array, needle, from, to] = compileArguments(operand, compiler, name, 2, 4);
  return (scope) => {
    const [values, value] = [array?.(scope), needle?.(scope)];
    if (isNullish(values)) return null;
    if (!Array.isArray(values))
      throw locationError(
        40090,
        `$indexOfArray requires an array as a first argument, found: ${typeAlias(values)}`,
      );
    const [start, end] = [from?.(scope) ?? 0, to?.(scope) ?? values.length].map((at) => place(at, name));
    const found = values
      .slice(0, end)
      .findIndex(
        (element, index) =>
          index >= (start ?? 0) && value !== undefined && valuesEqual(element, value, compiler.collation),
      );
    return found;
  };
};

function place(value: Value, name: string): number {
  const at = whole(value, name, [40096, 40096]);
  if (at >= 0) return at;
  throw locationError(40097, `${name} requires a nonnegative index, found: ${at}`);
}

const MAX_RANGE = 1_000_000;
/** For the start, the end and the step. */
const RANGE_CODES: readonly (readonly [number, number])[] = [
  [34443, 34444],
  [34445, 34446],
  [34447, 34448],
];

const range: Operator = (operand, compiler, name) => {
  const [from, to, by] = compileArguments(operand, compiler, name, 2, 3);
  return (scope) => {
    const [start, end, step] = [
      from?.(scope) ?? null,
      to?.(scope) ?? null,
      by === undefined ? 1 : (by(scope) ?? null),
    ].map((part, index) => whole(part, name, RANGE_CODES[index] ?? [34443, 34444]));
    if (start === undefined || end === undefined || step === undefined || step === 0) {
      throw locationError(34449, '$range requires a non-zero step value');
    }
    const count = Math.max(0, Math.ceil((end - start) / step));
    if (count > MAX_RANGE) throw commandError('ExceededMemoryLimit', '$range would make too many elements');
    return Array.from({ length: count }, (_, index) => start + index * step);
  };
};

export const arrayPlaceOperators: OperatorTable = {
  $arrayElemAt: arrayElemAt,
  $indexOfArray: indexOfArray,
  $range: range,
  $slice: slice,
};
