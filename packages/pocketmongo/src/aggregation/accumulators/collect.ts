import type { Value } from '../../bson/values.ts';
import { valueKey } from '../../query/value-key.ts';
import type { AccumulatorCompiler } from './accumulators.ts';

/** `$push`: every value that is there */
export const push: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    const values: Value[] = [];
    return {
      add: (scope) => {
        const value = expression(scope);
        if (value !== undefined) values.push(value);
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
        if (value !== undefined) values.set(valueKey(value, compiler.collation), value);
      },
      result: () => [...values.values()],
    };
  };
};
