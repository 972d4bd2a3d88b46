import { toNumber } from '../../bson/numbers.ts';
import { double, isNumeric, type Value } from '../../bson/values.ts';
import { commandError, locationError } from '../../errors.ts';
import { namedArguments } from '../expressions/expression.ts';
import type { AccumulatorCompiler } from './accumulators.ts';

/** `$percentile: {input, p, method: 'approximate'}`: the least value that so large a part does not exceed; exact here. */
export const percentile: AccumulatorCompiler = (argument, compiler) => {
  const { input, p, method } = namedArguments(argument, '$percentile', ['input', 'p', 'method']);
  checkMethod(method);
  if (!Array.isArray(p) || p.length === 0)
    throw locationError(7750301, "'p' must be a non-empty array of numbers from 0 to 1");
  const parts = p.map((part) => {
    const number = isNumeric(part) ? toNumber(part) : Number.NaN;
    if (number >= 0 && number <= 1) return number;
    throw locationError(7750303, "'p' must be an array of numbers from 0 to 1");
  });
  return gather(input, compiler, (sorted) => parts.map((part) => valueAt(sorted, part)));
};

/** `$median: {input, method: 'approximate'}` */
export const median: AccumulatorCompiler = (argument, compiler) => {
  const { input, method } = namedArguments(argument, '$median', ['input', 'method']);
  checkMethod(method);
  return gather(input, compiler, (sorted) => valueAt(sorted, 0.5));
};

function checkMethod(method: Value): void {
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

function valueAt(sorted: readonly number[], part: number): Value {
  const value = sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return value === undefined ? null : double(value);
}
