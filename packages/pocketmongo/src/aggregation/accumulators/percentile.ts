import { toNumber } from '../../bson/numbers.ts';
import { double, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { namedArguments } from '../expressions/expression.ts';
import type { AccumulatorCompiler } from './accumulator.ts';

/** `$percentile: {input, p, method: 'approximate'}`: the least value that so large a part does not exceed; exact here. */
export const percentile: AccumulatorCompiler = (argument, compiler) => {
  const { input, p, method } = namedArguments(argument, '$percentile', ['input', 'p', 'method']);
  checkMethod(method);
  const shares = sharesOf(p);
  return gather(input, compiler, (sorted) => shares.map((share) => percentileOf(sorted, share)));
};

/** `$median: {input, method: 'approximate'}` */
export const median: AccumulatorCompiler = (argument, compiler) => {
  const { input, method } = namedArguments(argument, '$median', ['input', 'method']);
  checkMethod(method);
  return gather(input, compiler, (sorted) => percentileOf(sorted, 0.5));
};

/** The `p` of `$percentile` as numbers. */
export function sharesOf(p: Value): number[] {
  if (!Array.isArray(p) || p.length === 0)
    throw locationError(7750301, "'p' must be a non-empty array of numbers from 0 to 1");
  return p.map((share) => {
    if (!isNumeric(share)) throw locationError(7750302, "'p' must be an array of numbers from 0 to 1");
    const number = toNumber(share);
    if (number >= 0 && number <= 1) return number;
    throw locationError(7750303, "'p' must be an array of numbers from 0 to 1");
  });
}

/** Throws for a method other than `approximate`. */
export function checkMethod(method: Value): void {
  if (method !== 'approximate')
    throw commandError('BadValue', "Currently only 'approximate' can be used as percentile 'method'.");
}

function gather(
  input: Value,
  compiler: Parameters<AccumulatorCompiler>[1],
  result: (sorted: readonly number[]) => Value,
): ReturnType<AccumulatorCompiler> {
  const expression = compiler.expression(input);
  return () => {
    const numbers: number[] = [];
    return {
      add: (scope) => {
        const value = expression(scope);
        const number = isNumeric(value) ? toNumber(value) : Number.NaN;
        if (Number.isNaN(number)) return;
        compiler.grow(8);
        numbers.push(number);
      },
      result: () => result(numbers.sort((a, b) => a - b)),
    };
  };
}

/** The least of the sorted numbers that so large a share of them does not exceed. */
export function percentileOf(sorted: readonly number[], share: number): Value {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return value === undefined ? null : double(value);
}
