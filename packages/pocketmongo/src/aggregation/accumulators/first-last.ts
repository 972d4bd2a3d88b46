import type { Value } from '../../bson/values.ts';
import type { AccumulatorCompiler } from './accumulator.ts';

/** `$first`: of the first document, null when it has none */
export const first: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    let value: Value | undefined;
    let seen = false;
    return {
      add: (scope) => {
        if (!seen) value = expression(scope);
        seen = true;
      },
      result: () => value ?? null,
    };
  };
};

/** `$last` */
export const last: AccumulatorCompiler = (argument, compiler) => {
  const expression = compiler.expression(argument);
  return () => {
    let value: Value | undefined;
    return {
      add: (scope) => {
        value = expression(scope);
      },
      result: () => value ?? null,
    };
  };
};
