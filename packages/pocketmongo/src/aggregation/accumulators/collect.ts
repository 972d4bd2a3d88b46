import type { Value } from '../../bson/values.ts';
import { valueKey } from '../../query/value-key.ts';
import { sizeOf } from '../size-of.ts';
import type { AccumulatorCompiler } from './accumulator.ts';

/** `$push`: every value that is there */
export const push: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    const values: Value[] = [];
    return {
      add: (scope) => {
        const value = expression(scope);
        if (value === undefined) return;
        compiler.grow(sizeOf(value));
        values.push(value);
      },
      result: () => values,
    };
  };
};

/** `$addToSet`: every value once */
export const addToSet: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    const values = new Map<string, Value>();
    return {
      add: (scope) => {
        const value = expression(scope);
        if (value === undefined) return;
        const key = valueKey(value, compiler.collation);
        if (values.has(key)) return;
        compiler.grow(sizeOf(value) + key.length);
        values.set(key, value);
      },
      result: () => [...values.values()],
    };
  };
};
